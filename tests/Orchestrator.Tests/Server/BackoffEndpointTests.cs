using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Server.Daemon;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>What the daemon offers about containers that wait.</summary>
public sealed class BackoffEndpointTests
{
    private const string Pod = "/localpods/namespaces/default/pods/web";
    private static readonly DateTimeOffset Later = new(2030, 1, 1, 0, 1, 30, TimeSpan.Zero);

    [Fact]
    public async Task Waits_are_told_and_ended()
    {
        var backoffs = new PodBackoffs();
        var lifted = new List<string>();
        backoffs.Lift = (_, names) => lifted.AddRange(names);
        await using var api = await ApiHost.StartAsync(TimeProvider.System, Daemon(backoffs));
        var pod = await api.CreatePodAsync("web");
        (await api.GetAsync(Pod + "/backoff")).Text.ShouldBe("""{"containers":[]}""");

        backoffs.Set(pod["metadata"]!["uid"]!.GetValue<string>(), [new BackoffWait("main", "CrashLoopBackOff", Later)]);
        const string Waits = """{"containers":[{"container":"main","reason":"CrashLoopBackOff","nextTry":"2030-01-01T00:01:30+00:00"}]}""";
        (await api.GetAsync(Pod + "/backoff")).Text.ShouldBe(Waits);
        (await api.PostAsync(Pod + "/retry?container=main", "")).Text.ShouldBe(Waits);
        (await api.PostAsync(Pod + "/retry", "")).Text.ShouldBe(Waits);
        lifted.ShouldBe(["main", "main"]);
    }

    [Theory]
    [InlineData("web", "?container=main", 400, "container \"main\" in pod \"web\" is not waiting in a back-off: it is not started yet")]
    [InlineData("web", "", 400, "no container of pod \"web\" is waiting in a back-off")]
    [InlineData("web", "?container=none", 400, "container none is not valid for pod web")]
    [InlineData("nope", "", 404, "pods \"nope\" not found")]
    public async Task What_does_not_wait_cannot_be_retried(string pod, string query, int code, string message)
    {
        await using var api = await ApiHost.StartAsync(TimeProvider.System, Daemon(new PodBackoffs()));
        await api.CreatePodAsync("web");
        var refused = await api.PostAsync($"/localpods/namespaces/default/pods/{pod}/retry{query}", "");
        (refused.Code, refused.Message).ShouldBe((code, message));
    }

    private static DaemonEndpoints Daemon(PodBackoffs backoffs) => new()
    {
        StatusAsync = _ => throw new InvalidOperationException(),
        Shutdown = () => { },
        History = (_, _, _) => null,
        Pulls = new PullBoard(TimeProvider.System),
        CheckAsync = (_, _) => throw new InvalidOperationException("nobody checks"),
        ExplainAsync = (_, _, _) => Task.FromResult<Orchestrator.Explaining.Explanation?>(null),
        Backoffs = backoffs,
    };
}
