#compdef localpods
# zsh completion for localpods; the candidates come from `localpods __complete`.
_localpods() {
    local -a candidates
    candidates=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ "${candidates[1]}" == ":files" ]]; then
        _files
    else
        compadd -- "${(@)candidates:#}"
    fi
}
if [ "$funcstack[1]" = "_localpods" ]; then
    _localpods "$@"
else
    compdef _localpods localpods
fi
