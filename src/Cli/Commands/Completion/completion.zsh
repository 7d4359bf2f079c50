#compdef localpods
# zsh completion for localpods; the candidates come from `localpods __complete`.
_localpods() {
    local -a closed closed_shown open open_shown listing
    local line value ret=1
    for line in "${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
        value="${line%%$'\t'*}"
        [[ "$line" == *$'\t'* ]] && listing=(-l)
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
    (( $#closed )) && compadd $listing -d closed_shown -a -- closed && ret=0
    (( $#open )) && compadd $listing -S '' -d open_shown -a -- open && ret=0
    return ret
}
if [ "$funcstack[1]" = "_localpods" ]; then
    _localpods "$@"
else
    compdef _localpods localpods
fi
