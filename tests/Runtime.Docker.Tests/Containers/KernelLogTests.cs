using System.Text;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Containers;
using LocalPods.Runtime.Docker.Tests.Engine;

namespace LocalPods.Runtime.Docker.Tests.Containers;

/// <summary>Kills for want of memory of which the engine heard too late.</summary>
public sealed class KernelLogTests : IAsyncLifetime
{
    private const string Killed = "7af39c71247b0d51c44cd0bad6e4fd8daa9824c1bf36ff91705605ec933134bd";
    private const string Other = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly FakeEngine _engine = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    /// <summary>Columns: a control group of what was killed, and whether it is the container's.</summary>
    [Theory]
    [InlineData("/docker/" + Killed, true)]
    [InlineData("/localpods-test/poduid-1/" + Killed, true)]
    [InlineData("/system.slice/docker-" + Killed + ".scope", true)]
    [InlineData("/docker/" + Killed + "/its-own", true)]
    [InlineData("/docker/" + Other, false)]
    [InlineData("/", false)]
    public void The_report_of_a_kill_names_the_control_group_of_what_was_killed(string group, bool told) =>
        Log(Report(group)).TellsOfOomKill(Killed).ShouldBe(told);

    [Fact]
    public void A_container_in_whose_memory_somebody_else_was_killed_was_not_killed_itself() =>
        Log($"[1.5] oom-kill:constraint=CONSTRAINT_MEMCG,cpuset={Killed},oom_memcg=/docker/{Killed},task_memcg=/docker/{Other},task=tail,pid=2082,uid=0\n")
            .TellsOfOomKill(Killed).ShouldBeFalse();

    [Fact]
    public void A_log_that_may_not_be_read_or_begins_in_the_middle_of_a_line_tells_nothing()
    {
        Log("").TellsOfOomKill(Killed).ShouldBeFalse();
        Log($"emcg=/docker/{Killed},task=tail,pid=2082,uid=0\n[2.0] eth0: link up\n").TellsOfOomKill(Killed).ShouldBeFalse();
    }

    /// <summary>Columns: the limit in bytes, the exit code, whether the engine knows of the kill, and whether it counts as one.</summary>
    [Theory]
    [InlineData(8388608, 137, true, true)]
    [InlineData(8388608, 137, false, true)]
    [InlineData(8388608, 1, false, true)]
    [InlineData(8388608, 0, false, false)]
    [InlineData(0, 137, false, false)]
    public async Task A_failed_container_with_limited_memory_was_killed_when_the_kernel_says_so(long limit, int exitCode, bool engineKnows, bool killed)
    {
        Ended(limit, exitCode, engineKnows);
        using var runtime = DockerRuntimeTests.RuntimeOf(_engine.SocketPath, kernelLog: Log(Report("/docker/" + Killed)));

        (await runtime.GetPodAsync("uid-1", CancellationToken.None)).Containers.Single().OomKilled.ShouldBe(killed);
    }

    [Fact]
    public async Task An_event_that_comes_after_the_end_tells_it_too()
    {
        var oom = new TaskCompletionSource();
        Ended(8 << 20, 137, engineKnows: false);
        _engine.On("GET", "/events", async e =>
        {
            await e.BeginStreamAsync();
            await oom.Task;
            await e.SendAsync($$"""{"Type":"container","Action":"oom","Actor":{"ID":"{{Killed}}","Attributes":{"io.kubernetes.pod.uid":"uid-1","localpods.io/instance":"test"} } }""" + "\n");
            await e.NeverAsync();
        });
        using var runtime = DockerRuntimeTests.RuntimeOf(_engine.SocketPath);
        await using var events = runtime.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        (await events.MoveNextAsync()).ShouldBeTrue();
        (await runtime.GetPodAsync("uid-1", CancellationToken.None)).Containers.Single().OomKilled.ShouldBeFalse();

        oom.SetResult();
        await events.MoveNextAsync();
        events.Current.ShouldBe(new RuntimeEvent.PodChanged("uid-1"));
        (await runtime.GetPodAsync("uid-1", CancellationToken.None)).Containers.Single().OomKilled.ShouldBeTrue();
    }

    private void Ended(long limit, int exitCode, bool engineKnows)
    {
        _engine.On("GET", "/containers/json", 200, $$"""
            [{"Id":"{{Killed}}","Names":["/k8s_app_web_default_uid-1_0"],"Image":"i","ImageID":"sha256:1","State":"exited",
              "Labels":{"io.kubernetes.pod.uid":"uid-1","io.kubernetes.pod.name":"web","io.kubernetes.pod.namespace":"default",
                        "io.kubernetes.container.name":"app","io.kubernetes.docker.type":"container","localpods.io/instance":"test"} }]
            """);
        _engine.On("GET", $"/containers/{Killed}/json", 200, $$"""
            {"Id":"{{Killed}}","Name":"/k8s_app_web_default_uid-1_0","Created":"2030-01-01T00:00:00Z","Image":"sha256:1",
             "State":{"Status":"exited","ExitCode":{{exitCode}},"OOMKilled":{{(engineKnows ? "true" : "false")}},"StartedAt":"2030-01-01T00:00:01Z","FinishedAt":"2030-01-01T00:00:02Z"},
             "Config":{"Image":"i"},"HostConfig":{"Memory":{{limit}} } }
            """);
        _engine.On("GET", "/images/sha256:1/json", 200, """{"Id":"sha256:1"}""");
    }

    private static KernelLog Log(string text) => new(() => Encoding.ASCII.GetBytes(text));

    // As a kernel 6.18 prints it, shortened.
    private static string Report(string group) => $"""
        [70762.358802] tail invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
        [70762.359186] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset={Other},mems_allowed=0,oom_memcg=/docker,task_memcg={group},task=tail,pid=2082,uid=0
        [70762.359190] Memory cgroup out of memory: Killed process 2082 (tail) total-vm:9324kB, anon-rss:7620kB

        """;
}
