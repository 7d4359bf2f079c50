# bash completion for localpods; the candidates come from `localpods __complete`.
_localpods() {
    local -a words=()
    local line="${COMP_LINE:0:${COMP_POINT:-0}}" word before="" command candidate strip i

    # readline splits words at = and : as well: what no blank separates belongs together.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word="${COMP_WORDS[i]}"
        if ((i == COMP_CWORD)) && [[ -n "$COMP_LINE" ]]; then
            word="${line#"${line%%[![:blank:]]*}"}"
        fi
        if ((i > 0)) && [[ -n "$line" && "$line" != [[:blank:]]* && ("$word" == [=:]* || "$before" == *[=:]) ]]; then
            words[${#words[@]}-1]+="$word"
        else
            words+=("$word")
        fi
        line="${line#"${line%%[![:blank:]]*}"}"
        line="${line#"$word"}"
        before="$word"
    done

    command="${words[0]/#\~\//$HOME/}"
    type -P -- "$command" >/dev/null || command=localpods

    # readline replaces only what stands after the last = or : of the word.
    word="${words[${#words[@]}-1]}"
    strip=""
    if [[ "$word" == *=* && "$COMP_WORDBREAKS" == *=* ]]; then
        strip="${word%"${word##*=}"}"
    fi

    COMPREPLY=()
    while IFS= read -r candidate; do
        candidate="${candidate%%$'\t'*}"
        [[ -n "$candidate" ]] && COMPREPLY+=("${candidate#"$strip"}")
    done < <("$command" __complete "${words[@]:1}" 2>/dev/null)

    if [[ ${#COMPREPLY[@]} -eq 1 && "${COMPREPLY[0]}" == :files ]]; then
        COMPREPLY=()
        compopt -o default 2>/dev/null
    elif [[ ${#COMPREPLY[@]} -eq 1 && "${COMPREPLY[0]}" == *[/=] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _localpods localpods
