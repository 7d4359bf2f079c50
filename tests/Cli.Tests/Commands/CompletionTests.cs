using System.Diagnostics;

namespace LocalPods.Cli.Tests.Commands;

public sealed class CompletionTests : CommandTest
{
    private const string Pods = "GET /api/v1/namespaces/default/pods";

    [Theory]
    [InlineData("de", "delete")]
    [InlineData("get n", "nodes namespaces")]
    [InlineData("get --wat", "--watch --watch-only")]
    [InlineData("get pods w", "web web-2")]
    [InlineData("get pods web w", "web-2")]
    [InlineData("get po/d", "po/db")]
    [InlineData("logs d", "db")]
    [InlineData("exec -it w", "web web-2")]
    [InlineData("apply -f ", ":files")]
    [InlineData("get pods -o j", "json jsonpath=")]
    [InlineData("get pods -n k", "kube-system")]
    [InlineData("completion ", "bash zsh fish")]
    [InlineData("exec web -- l", "")]
    [InlineData("nonsense w", "")]
    public void Words_are_completed_from_commands_flags_types_and_names(string line, string candidates)
    {
        Api.On(Pods, """{"items":[{"metadata":{"name":"web"}},{"metadata":{"name":"web-2"}},{"metadata":{"name":"db"}}]}""")
            .On("GET /api/v1/namespaces", """{"items":[{"metadata":{"name":"default"}},{"metadata":{"name":"kube-system"}}]}""");
        var outcome = Run(["__complete", .. line.Split(' ')]);
        outcome.Code.ShouldBe(0);
        outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().ShouldBe(candidates.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task Without_a_daemon_there_are_no_names_and_no_daemon_is_started()
    {
        await Api.DisposeAsync();
        Run("__complete", "get", "pods", "").ShouldBe(new(0, "", ""));
    }

    [Theory]
    [InlineData("bash", "complete -F _localpods localpods")]
    [InlineData("zsh", "#compdef localpods")]
    [InlineData("fish", "complete -c localpods")]
    public void There_is_a_script_for_each_shell(string shell, string line) => Run("completion", shell).Output.ShouldContain(line);

    [Fact]
    public void Another_shell_is_refused()
    {
        Run("completion", "tcsh").Error.ShouldBe("error: Unsupported shell type \"tcsh\".\nSee 'localpods completion -h' for help and examples\n");
        Run("completion").Error.ShouldBe("error: Shell not specified.\nSee 'localpods completion -h' for help and examples\n");
    }

    [SkippableFact]
    public void Bash_completes_with_the_script()
    {
        Skip.IfNot(File.Exists("/bin/bash"), "there is no bash");
        var command = Manifest("bin/localpods", "#!/bin/sh\necho \"$@\" > \"$0.asked\"; echo pods; echo nodes\n");
        Process.Start("/bin/chmod", ["+x", command]).WaitForExit();
        var script = Manifest("completion.bash", Run("completion", "bash").Output);
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"source '{script}'; COMP_WORDS=('{command}' get ''); COMP_CWORD=2; _localpods; echo \"${{COMPREPLY[@]}}\"; complete -p localpods");
        using var bash = Process.Start(start)!;
        bash.StandardOutput.ReadToEnd().ShouldBe("pods nodes\ncomplete -F _localpods localpods\n");
        File.ReadAllText(command + ".asked").ShouldBe("__complete get \n");
    }
}
