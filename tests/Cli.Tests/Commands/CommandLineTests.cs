using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Commands;

public sealed class CommandLineTests : CommandTest
{
    [Fact]
    public void An_unknown_command_is_refused_with_what_it_may_have_been()
    {
        var outcome = Run("gett", "pods");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldBe("error: unknown command \"gett\" for \"localpods\"\n\nDid you mean this?\n\tget\n\nSee 'localpods --help' for usage.\n");
    }

    [Fact]
    public void An_unknown_flag_is_refused_with_where_help_is()
    {
        var outcome = Run("get", "pods", "--foo");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldBe("error: unknown flag: --foo\nSee 'localpods get --help' for usage.\n");
        Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Kustomize_is_refused_with_what_to_do_instead() =>
        Run("apply", "-k", "overlay").ShouldBe(new(1, "", "error: localpods has no kustomize built in; use: kubectl kustomize overlay | localpods apply -f -\n"));

    [Fact]
    public void The_list_of_commands_is_the_help() => Golden.Check("help", Run().Output);

    [Fact]
    public void Every_command_has_help_with_examples_and_usage()
    {
        foreach (var verb in CommandTree.Verbs.SelectMany(v => CommandTree.Find(v)!.Children.Select(c => c.Name).Prepend(v)))
        {
            var outcome = Run([.. verb.Split(' '), "--help"]);
            outcome.Code.ShouldBe(0);
            outcome.Output.ShouldContain("Examples:\n  ");
            outcome.Output.ShouldContain($"Usage:\n  localpods {verb}");
            Run(["help", .. verb.Split(' ')]).Output.ShouldBe(outcome.Output);
        }
    }

    [Fact]
    public void The_help_of_get_is_laid_out_like_kubectls() => Golden.Check("help-get", Run("get", "-h").Output);

    [Fact]
    public void Global_flags_may_stand_before_the_command()
    {
        Api.On("GET /api/v1/namespaces/shop/pods", """{"kind":"Table","columnDefinitions":[],"rows":[]}""");
        Run("-n", "shop", "get", "pods").Error.ShouldBe("No resources found in shop namespace.\n");
    }

    [Fact]
    public void Requests_are_traced_on_stderr_when_asked_for()
    {
        Api.On("GET /api/v1/namespaces/default/pods", """{"kind":"Table","columnDefinitions":[],"rows":[]}""");
        Run("get", "pods", "-v", "6").Error.ShouldStartWith("GET /api/v1/namespaces/default/pods -> 200\n");
    }

    [Fact]
    public void A_warning_of_the_server_is_printed()
    {
        Api.On("GET /api/v1/namespaces/default/pods", async http =>
        {
            http.Response.Headers["Warning"] = "299 - \"the node \\\"local\\\" is away\"";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, """{"kind":"Table","columnDefinitions":[],"rows":[]}""");
        });
        Run("get", "pods").Error.ShouldStartWith("Warning: the node \"local\" is away\n");
    }

    [Fact]
    [Trait("about", "daemon")]
    public async Task Without_a_daemon_no_start_refuses()
    {
        await Api.DisposeAsync();
        var outcome = Run("get", "pods", "--no-start");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldBe("error: the daemon of instance \"default\" does not run, and --no-start was given; start it with: localpods daemon\n");
    }

    [Fact]
    [Trait("about", "daemon")]
    public void An_invalid_instance_is_refused()
    {
        var outcome = Run("get", "pods", "--instance", "Not_Good");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldStartWith("error: invalid instance name \"Not_Good\"");
    }

    [Fact]
    public void The_daemon_is_run_with_the_instance_and_its_files()
    {
        LocalPods.Cli.Client.DaemonOrder? order = null;
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var environment = Environment(output, error, Stream.Null, "") with
        {
            RunDaemon = o =>
            {
                order = o;
                return 7;
            },
        };
        CommandLine.Run(environment, ["daemon", "--instance", "other", "--detached"]).ShouldBe(7);
        order!.Detached.ShouldBeTrue();
        order.Paths.StateDirectory.ShouldBe(Path.Combine(Folder, "other"));
    }
}
