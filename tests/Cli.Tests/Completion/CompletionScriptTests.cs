using LocalPods.Cli.Tests.Exec;

namespace LocalPods.Cli.Tests.Completion;

/// <summary>The scripts in the shells they are for.</summary>
[Trait("about", "daemon")] // a server elsewhere may answer too late for who has a finger on the tab key
public sealed class CompletionScriptTests : CommandTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Api.On("GET /api/v1/namespaces/default/pods", """{"items":[{"metadata":{"name":"web"}},{"metadata":{"name":"worker"}}]}""");
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void A_script_is_printed_for_each_shell(string shell)
    {
        var (code, output, error) = Run("completion", shell);
        (code, error).ShouldBe((0, ""));
        Golden.Check($"completion-{shell}", output);
    }

    [Theory]
    [InlineData("error: Shell not specified.", "completion")]
    [InlineData("error: Unsupported shell type \"csh\".", "completion", "csh")]
    [InlineData("error: Too many arguments. Expected only the shell type.", "completion", "bash", "zsh")]
    public void Anything_else_is_refused(string error, params string[] words) =>
        Run(words).ShouldBe(new(1, "", $"{error}\nSee 'localpods completion -h' for help and examples\n"));

    [SkippableTheory]
    [InlineData("localpods ge", "get")]
    [InlineData("localpods get pods w", "web", "worker")]
    [InlineData("localpods get  pods   we", "web")]
    [InlineData("localpods get pods/wo", "pods/worker")]
    [InlineData("localpods get -o js", "json", "jsonpath-as-json=", "jsonpath-file=", "jsonpath=")]
    [InlineData("localpods get --output=y", "yaml")] // readline replaces only what stands after the =
    [InlineData("localpods get --output=", "custom-columns-file=", "custom-columns=", "json", "jsonpath-as-json=", "jsonpath-file=", "jsonpath=", "name", "wide", "yaml")]
    [InlineData("localpods --namespace=default get pods wo", "worker")]
    [InlineData("localpods get --label-col", "--label-columns=")]
    [InlineData("localpods apply -f ", ":default")]
    [InlineData("./localpods ge", "get")]
    [InlineData("lp ge", "get")]
    public async Task Bash_completes(string line, params string[] expected)
    {
        Skip.If(LocalPodsProcess.Find("bash") is null, "bash is not installed");

        // Words as readline splits them, whose word breaks are blanks, = and :.
        const string Script = """
            source <(localpods completion bash)
            compopt() { [[ "$1 $2" == "-o default" ]] && COMPREPLY=(":default"); return 0; }
            COMP_LINE="$1" COMP_POINT=${#1} COMP_WORDS=()
            rest="$1"
            while [[ "$rest" =~ ^[[:blank:]]*(=|[^=[:blank:]]+)(.*)$ ]]; do COMP_WORDS+=("${BASH_REMATCH[1]}"); rest="${BASH_REMATCH[2]}"; done
            [[ "$1" == *" " ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            read -r _ _ function _ < <(complete -p localpods)
            "$function"
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        (await LocalPodsProcess.RunAsync(Folder, "bash", "-c", Script, "test", line)).ShouldBe(new(0, string.Join('\n', expected) + "\n", ""));
    }

    [SkippableFact]
    public async Task Bash_completes_when_only_the_words_are_known()
    {
        Skip.If(LocalPodsProcess.Find("bash") is null, "bash is not installed");
        const string Script = "source <(localpods completion bash); COMP_WORDS=(localpods get pods w); COMP_CWORD=3; _localpods; echo ${COMPREPLY[@]}";
        (await LocalPodsProcess.RunAsync(Folder, "bash", "-c", Script)).ShouldBe(new(0, "web worker\n", ""));
    }

    [SkippableTheory]
    [InlineData("get", "localpods", "ge")]
    [InlineData("web\nworker", "localpods", "get", "pods", "w")]
    [InlineData("--output=yaml", "localpods", "get", "--output=y")]
    [InlineData("--output=", "localpods", "get", "--out")]
    [InlineData("files", "localpods", "apply", "-f", "x")]
    public async Task Zsh_completes(string expected, params string[] words)
    {
        Skip.If(LocalPodsProcess.Find("zsh") is null, "zsh is not installed");

        // The builtins of a completion in progress, of which there is none here: only the candidates matter.
        const string Script = """
            compdef() { }
            compset() { }
            _files() { print files }
            compadd() { while [[ "$1" != -- ]]; do shift; done; print -l -- "${(@P)2}" }
            source <(localpods completion zsh)
            words=("$@") CURRENT=$# PREFIX="${@[-1]}"
            _localpods
            """;
        (await LocalPodsProcess.RunAsync(Folder, "zsh", ["-f", "-c", Script, "test", .. words])).ShouldBe(new(0, expected + "\n", ""));
    }

    [SkippableTheory]
    [InlineData("localpods ge", "get\tDisplay one or many resources")]
    [InlineData("localpods get pods w", "web\nworker")]
    [InlineData("localpods get --output=y", "--output=yaml")]
    [InlineData("localpods apply -f sam", "sample.yml")]
    [InlineData("localpods zzz ", "")]
    public async Task Fish_completes(string line, string expected)
    {
        Skip.If(LocalPodsProcess.Find("fish") is null, "fish is not installed");
        Manifest("sample.yml", "");
        var (code, output, error) = await LocalPodsProcess.RunAsync(Folder, "fish", "--no-config", "-c", "localpods completion fish | source; complete -C $argv[1]", line);
        (code, error).ShouldBe((0, ""));
        output.TrimEnd('\n').ShouldBe(expected);
    }
}
