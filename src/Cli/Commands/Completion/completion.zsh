#compdef localpods
# zsh completion for localpods; the candidates come from `localpods __complete`.
_localpods() {
    local -a closed closed_shown open open_shown
    local line value
    for line in "${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
        value="${line%%$'\t'*}"
        if [[ "$value" == :files ]]; then
            compset -P '*='
            _files
            return
        elif [[ "$value" == *[/=] ]]; then
            open+=("$value")
            open_shown+=("${line/$'\t'/  -- }")
        elif [[ -n "$value" ]]; then
            closed+=("$value")
            closed_shown+=("${line/$'\t'/  -- }")
        fi
    done
    (( $#closed )) && compadd -l -d closed_shown -a -- closed
    (( $#open )) && compadd -l -S '' -d open_shown -a -- open
}
if [ "$funcstack[1]" = "_localpods" ]; then
    _localpods "$@"
else
    compdef _localpods localpods
fi
