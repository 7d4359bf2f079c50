# fish completion for localpods; the candidates come from `localpods __complete`.
function __localpods_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l candidates (command $words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    if test "$candidates[1]" = ":files"
        __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current")
    else if test (count $candidates) -gt 0
        printf '%s\n' $candidates
    end
end
complete -c localpods -f -a '(__localpods_complete)'
