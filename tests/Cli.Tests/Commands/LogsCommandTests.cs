using Microsoft.AspNetCore.Http;

namespace LocalPods.Cli.Tests.Commands;

public sealed class LogsCommandTests : CommandTest
{
    private const string Pod = "/api/v1/namespaces/default/pods/web";
    private const string Log = "GET " + Pod + "/log";

    private const string Two = """
        {"metadata":{"name":"web","namespace":"default"},"spec":{"initContainers":[{"name":"init"}],"containers":[{"name":"app"},{"name":"side"}],"ephemeralContainers":[{"name":"debug"}]}}
        """;

    private const string One = """{"metadata":{"name":"web","namespace":"default"},"spec":{"containers":[{"name":"app"}]}}""";

    private static Func<HttpContext, Task> Text(string text) => async http => await http.Response.WriteAsync(text);

    [Fact]
    public void The_log_of_the_only_container_is_printed_as_it_is()
    {
        Api.On("GET " + Pod, One).On(Log + "?container=app", Text("one\ntwo\nthree"));
        Run("logs", "web").ShouldBe(new(0, "one\ntwo\nthree", ""));
        Run("logs", "pod/web").Output.ShouldBe("one\ntwo\nthree");
    }

    [Fact]
    [Trait("spec", "PL-67")]
    public void Of_several_containers_the_first_is_taken_and_said_so()
    {
        Api.On("GET " + Pod, Two).On(Log + "?container=app", Text("a\n")).On(Log + "?container=init", Text("i\n"));
        Run("logs", "web").ShouldBe(new(0, "a\n", "Defaulted container \"app\" out of: app, side, debug (ephem), init (init)\n"));
        Run("logs", "web", "-c", "init").ShouldBe(new(0, "i\n", ""));
        Run("logs", "web", "init").ShouldBe(new(0, "i\n", ""));
    }

    [Fact]
    public void An_annotation_names_the_default_container()
    {
        Api.On("GET " + Pod, Two.Replace("\"namespace\"", "\"annotations\":{\"kubectl.kubernetes.io/default-container\":\"side\"},\"namespace\"", StringComparison.Ordinal))
            .On(Log + "?container=side", Text("s\n"));
        Run("logs", "web").ShouldBe(new(0, "s\n", ""));
    }

    [Fact]
    public void Flags_become_parameters()
    {
        Api.On("GET " + Pod, One)
            .On(Log + "?container=app&previous=true&sinceSeconds=90&timestamps=true&tailLines=5&limitBytes=100", Text("x"))
            .On(Log + "?container=app&follow=true&sinceTime=2026-03-03T10%3A00%3A00Z", Text("y"));
        Run("logs", "-p", "web", "--since=1m30s", "--timestamps", "--tail=5", "--limit-bytes=100").Output.ShouldBe("x");
        Run("logs", "-f", "web", "--since-time=2026-03-03T10:00:00Z").Output.ShouldBe("y");
    }

    [Fact]
    public void All_containers_may_be_printed_with_their_origin()
    {
        Api.On("GET " + Pod, Two);
        foreach (var name in (string[])["init", "app", "side", "debug"])
        {
            Api.On($"{Log}?container={name}", Text($"{name} 1\n{name} 2"));
        }

        Run("logs", "web", "--all-containers", "--prefix").Output.ShouldBe(
            "[pod/web/init] init 1\n[pod/web/init] init 2" + "[pod/web/app] app 1\n[pod/web/app] app 2" +
            "[pod/web/side] side 1\n[pod/web/side] side 2" + "[pod/web/debug] debug 1\n[pod/web/debug] debug 2");
    }

    [Fact]
    public void A_selector_prints_ten_lines_of_each_pod()
    {
        Api.On("GET /api/v1/namespaces/default/pods?labelSelector=app%3Dweb", $$"""{"items":[{{One}}]}""").On(Log + "?container=app&tailLines=10", Text("l\n"));
        Run("logs", "-l", "app=web").Output.ShouldBe("l\n");
        Run("logs", "-f", "-l", "app=web", "--max-log-requests=0").Error.ShouldBe(
            "error: you are attempting to follow 1 log streams, but maximum allowed concurrency is 0, use --max-log-requests to increase the limit\n");
    }

    [Fact]
    public void What_the_server_refuses_is_printed()
    {
        const string Waiting = "container \"app\" in pod \"web\" is waiting to start: ContainerCreating";
        Api.On("GET " + Pod, One).On(Log + "?container=app", FakeApi.StatusJson(400, "BadRequest", Waiting), 400).NotFound("GET /api/v1/namespaces/default/pods/nope", "pods", "nope");
        Run("logs", "web").ShouldBe(new(1, "", $"Error from server (BadRequest): {Waiting}\n"));
        Run("logs", "web", "--ignore-errors").ShouldBe(new(0, "", $"error: {Waiting}\n"));
        Run("logs", "nope").ShouldBe(new(1, "", "error: error from server (NotFound): pods \"nope\" not found in namespace \"default\"\n"));
        Run("logs", "web", "-c", "zz").ShouldBe(new(1, "", "error: container zz is not valid for pod web out of: app\n"));
    }

    [Theory]
    [InlineData("logs", "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'localpods logs -h' for help and examples")]
    [InlineData("logs web -l a=b", "only a selector (-l) or a POD name is allowed")]
    [InlineData("logs web app -c app", "only one of -c or an inline [CONTAINER] arg is allowed")]
    [InlineData("logs web --since=5s --since-time=2020-01-01T00:00:00Z", "at most one of `sinceTime` or `sinceSeconds` may be specified")]
    [InlineData("logs node/local", "cannot get the logs from node: only pods have logs here")]
    public void What_does_not_fit_together_is_refused(string line, string error) => Run(line.Split(' ')).ShouldBe(new(1, "", $"error: {error}\n"));
}
