using System.Text.Json;
using LocalPods.Api.Images;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Cgroups;
using LocalPods.Runtime.Docker.Containers;
using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Runtime.Docker.Tests.Engine;

/// <summary>What the runtime does when an engine misbehaves in ways a real one does not on command.</summary>
public sealed class DockerRuntimeTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly PodIdentity Pod = new("default", "web", "uid-1");
    private readonly FakeEngine _engine = new();
    private readonly DockerRuntime _runtime;

    public DockerRuntimeTests() => _runtime = RuntimeOf(_engine.SocketPath);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public async Task Where_a_negative_oom_score_is_not_allowed_it_becomes_zero_for_good()
    {
        var created = new List<int>();
        _engine.On("POST", "/containers/create", e =>
        {
            created.Add(e.Request.Json.GetProperty("HostConfig").GetProperty("OomScoreAdj").GetInt32());
            return e.AnswerAsync(201, $$"""{"Id":"c{{created.Count}}"}""", []);
        });
        _engine.On("POST", "/containers/c1/start", 500, """{"message":"can't get final child's PID from pipe: EOF"}""");
        _engine.On("DELETE", "/containers/c1", 204, "");
        foreach (var id in (string[])["c2", "c3"])
        {
            _engine.On("POST", $"/containers/{id}/start", 204, "");
            _engine.On("GET", $"/containers/{id}/json", 200, Inspect(id));
        }

        (await _runtime.RunSandboxAsync(SandboxOf(0), None)).Id.ShouldBe(new SandboxId("c2"));
        await _runtime.RunSandboxAsync(SandboxOf(1), None);

        created.ShouldBe([-998, 0, 0]);
        _engine.Asked("DELETE", "/containers/c1").Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_the_host_grants_can_be_found_out_ahead_of_the_first_sandbox()
    {
        var created = new List<int>();
        _engine.On("GET", "/images/localpods/pause:2/json", 200, """{"Id":"sha256:1"}""");
        _engine.On("POST", "/containers/create", e =>
        {
            created.Add(e.Request.Json.GetProperty("HostConfig").GetProperty("OomScoreAdj").GetInt32());
            return e.AnswerAsync(201, $$"""{"Id":"c{{created.Count}}"}""", []);
        });
        _engine.On("POST", "/containers/c1/start", 500, """{"message":"no"}""");
        _engine.On("POST", "/containers/c2/start", 204, "");
        _engine.On("POST", "/containers/c3/start", 204, "");
        _engine.On("GET", "/containers/c3/json", 200, Inspect("c3"));

        await _runtime.PrepareAsync(None);
        await _runtime.PrepareAsync(None);
        await _runtime.RunSandboxAsync(SandboxOf(0), None);

        created.ShouldBe([-998, 0, 0]);
        Removed("/containers/localpods_trial_test").ShouldBe(4, "before, for what was left behind, and after each trial");
        Removed("/containers/localpods_looker_test").ShouldBe(2, "what a daemon left that was killed while it looked into an image");

        int Removed(string path) => _engine.Requests.Count(r => r.Method == "DELETE" && r.Path == path);
    }

    /// <summary>Columns: the engine's driver, whether what it starts shows in the trees of this machine, and what is said.</summary>
    [Theory]
    [InlineData("cgroupfs", true, "one for each pod, below /localpods-test (version 1)")]
    [InlineData("cgroupfs", false, "none, each container is limited by itself: the engine's control groups are not those of this machine")]
    [InlineData("systemd", true, "none, each container is limited by itself: the engine's cgroup driver is systemd, not cgroupfs")]
    [InlineData("", true, "none, each container is limited by itself: the engine's cgroup driver is not known, not cgroupfs")]
    public async Task Pods_run_in_control_groups_where_the_engine_makes_them_here(string driver, bool shows, string said)
    {
        var top = Directory.CreateTempSubdirectory("localpods-cgroups-").FullName;
        try
        {
            string[] trees = [Path.Combine(top, "cpu"), Path.Combine(top, "memory")];
            var parents = new List<string?>();
            _engine.On("GET", "/images/localpods/pause:2/json", 200, """{"Id":"sha256:1"}""");
            _engine.On("GET", "/version", 200, """{"Version":"20.10"}""");
            _engine.On("GET", "/info", 200, $$"""{"CgroupDriver":"{{driver}}","NCPU":4}""");
            _engine.On("GET", "/containers/json", 200, "[]");
            _engine.On("GET", "/containers/c1/json", 200, Inspect("c1"));
            _engine.On("POST", "/containers/create", e =>
            {
                parents.Add(e.Request.Json.GetProperty("HostConfig").TryGetProperty("CgroupParent", out var parent) ? parent.GetString() : null);
                return e.AnswerAsync(201, """{"Id":"c1"}""", []);
            });
            _engine.On("POST", "/containers/c1/start", e =>
            {
                Array.ForEach(trees, tree => Directory.CreateDirectory(shows ? $"{tree}{parents[^1]}/c1" : $"{tree}/elsewhere"));
                return e.AnswerAsync(204, "", []);
            });
            using var runtime = RuntimeOf(_engine.SocketPath, cgroups: new CgroupMounts(1, trees[0], trees[1], [.. trees]));
            var granted = said.StartsWith("one", StringComparison.Ordinal);
            (await runtime.GetVersionAsync(None)).PodCgroups.ShouldBeNull("nobody has tried");
            (await runtime.LimitPodAsync(Pod.Uid, new ContainerResources { CpuShares = 512 }, None)).ShouldBe(granted);
            (await runtime.GetVersionAsync(None)).PodCgroups.ShouldBe(said);
            (await runtime.GetPodAsync(Pod.Uid, None)).HasCgroup.ShouldBe(granted);
            await runtime.RunSandboxAsync(SandboxOf(0), None);
            parents.ShouldBe([driver == "cgroupfs" ? "/localpods-test" : null, granted ? "/localpods-test/poduid-1" : null], "the trial, and the sandbox");
            File.Exists(trees[0] + "/localpods-test/poduid-1/cpu.shares").ShouldBe(granted);
            await runtime.RemovePodCgroupAsync(Pod.Uid, None);
            (await runtime.GetPodAsync(Pod.Uid, None)).HasCgroup.ShouldBeFalse();
        }
        finally
        {
            Directory.Delete(top, recursive: true);
        }
    }

    [Fact]
    public async Task Where_the_daemon_may_not_write_control_groups_pods_have_none()
    {
        _engine.On("GET", "/images/localpods/pause:2/json", 200, """{"Id":"sha256:1"}""");
        _engine.On("GET", "/info", 200, """{"CgroupDriver":"cgroupfs"}""");
        _engine.On("POST", "/containers/create", 201, """{"Id":"c1"}""");
        _engine.On("POST", "/containers/c1/start", 204, "");
        using var runtime = RuntimeOf(_engine.SocketPath, cgroups: new CgroupMounts(1, "/dev/null/cpu", "/dev/null/memory", ["/dev/null/memory"]));
        (await runtime.LimitPodAsync(Pod.Uid, new(), None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_sandbox_costs_three_calls()
    {
        _engine.On("POST", "/containers/create", 201, """{"Id":"c1"}""");
        _engine.On("POST", "/containers/c1/start", 204, "");
        _engine.On("GET", "/containers/c1/json", 200, Inspect("c1"));

        await _runtime.RunSandboxAsync(SandboxOf(0), None);
        _engine.Requests.Select(r => $"{r.Method} {r.Path}").ShouldBe(["GET /_ping", "POST /containers/create", "POST /containers/c1/start", "GET /containers/c1/json"]);
    }

    [Fact]
    public async Task Not_more_than_a_few_sandboxes_are_stopped_at_once()
    {
        var (under, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var names = Enumerable.Range(0, 30).Select(n => $"c{n}").ToList();
        foreach (var name in names)
        {
            _engine.On("POST", $"/containers/{name}/kill", async e =>
            {
                lock (names)
                {
                    most = Math.Max(most, ++under);
                    if (under == DockerRuntime.SandboxStops)
                    {
                        full.TrySetResult();
                    }
                }

                await goOn.Task;
                lock (names)
                {
                    under--;
                }

                await e.AnswerAsync(204, "", []);
            });
        }

        var stops = names.Select(n => _runtime.StopSandboxAsync(new(n), None)).ToList();
        await full.Task;
        _engine.On("GET", "/images/nothing/json", 404, """{"message":"no such image"}""");
        for (var others = 0; others < 50; others++)
        {
            await _runtime.GetImageAsync("nothing", None); // passes them, and gives one more the time to come
        }

        goOn.SetResult();
        await Task.WhenAll(stops);

        most.ShouldBe(DockerRuntime.SandboxStops);
        names.ShouldAllBe(n => _engine.Asked("POST", $"/containers/{n}/kill").Count() == 1);
    }

    [Fact]
    [Trait("spec", "PL-2.1")]
    public async Task A_name_held_by_nothing_that_can_be_found_is_made_longer()
    {
        var names = new List<string>();
        _engine.On("POST", "/containers/create", e =>
        {
            names.Add(e.Request.Query["name=".Length..]);
            return names.Count == 1 ? e.AnswerAsync(409, """{"message":"the name is in use"}""", []) : e.AnswerAsync(201, """{"Id":"c1"}""", []);
        });
        _engine.On("POST", "/containers/c1/start", 204, "");
        _engine.On("GET", "/containers/c1/json", 200, Inspect("c1"));

        await _runtime.RunSandboxAsync(SandboxOf(0), None);
        names[0].ShouldBe("k8s_POD_web_default_uid-1_0");
        names[1].ShouldMatch("^k8s_POD_web_default_uid-1_0_[0-9a-f]{8}$");
        EngineName.AttemptIn(names[1]).ShouldBe(0);
    }

    [Fact]
    public async Task A_watch_says_when_the_engine_goes_and_when_it_is_back()
    {
        static string Started(string instance) =>
            $$"""{"Type":"container","Action":"start","Actor":{"ID":"c1","Attributes":{"localpods.io/instance":"{{instance}}","io.kubernetes.pod.uid":"uid-1"} } }""" + "\n";
        async Task EventsAsync(FakeExchange e)
        {
            await e.BeginStreamAsync();
            await e.SendAsync(Started("another") + Started("test"));
            await e.BreakAsync();
        }

        _engine.On("GET", "/events", EventsAsync);
        await using var events = _runtime.WatchAsync(None).GetAsyncEnumerator();
        (await NextAsync(events)).ShouldBeOfType<RuntimeEvent.Connected>();
        (await NextAsync(events)).ShouldBe(new RuntimeEvent.PodChanged("uid-1"));
        (await NextAsync(events)).ShouldBeOfType<RuntimeEvent.Disconnected>();
        (await NextAsync(events)).ShouldBeOfType<RuntimeEvent.Connected>();
        (await NextAsync(events)).ShouldBe(new RuntimeEvent.PodChanged("uid-1"));

        await _engine.DisposeAsync();
        (await NextAsync(events)).ShouldBeOfType<RuntimeEvent.Disconnected>();
        await using var next = new FakeEngine(_engine.SocketPath);
        next.On("GET", "/events", EventsAsync);
        (await NextAsync(events)).ShouldBeOfType<RuntimeEvent.Connected>();
    }

    [Fact]
    public async Task An_exit_code_the_engine_does_not_know_yet_is_waited_for_by_its_event()
    {
        var inspections = 0;
        ExecStarts(FakeExchange.Piece(1, "done"));
        _engine.On("GET", "/exec/e1/json", e => e.AnswerAsync(200, ++inspections < 3 ? """{"Running":true,"ExitCode":null}""" : """{"Running":false,"ExitCode":4}""", []));
        _engine.On("GET", "/events", async e =>
        {
            await e.BeginStreamAsync();
            await e.SendAsync("""{"Type":"container","Action":"exec_die","Actor":{"ID":"c1","Attributes":{"execID":"another","exitCode":"0"}}}""" + "\n");
            await e.SendAsync("""{"Type":"container","Action":"exec_die","Actor":{"ID":"c1","Attributes":{"execID":"e1","exitCode":"4"}}}""" + "\n");
            await e.NeverAsync();
        });

        var result = await _runtime.ExecAsync(new ContainerId("c1"), ["true"], TimeSpan.FromSeconds(20), None);
        result.ShouldBe(new ExecResult.Exited(4) { Output = "done" });
        inspections.ShouldBe(3); // after the output, after subscribing, after the event: nothing is asked in between
    }

    [Fact]
    public async Task An_exit_code_nobody_knows_is_a_failure_and_never_success()
    {
        ExecStarts(FakeExchange.Piece(1, "done"));
        _engine.On("GET", "/exec/e1/json", 200, """{"Running":false,"ExitCode":null}""");
        var failure = await Assert.ThrowsAsync<ContainerRuntimeException>(() => _runtime.ExecAsync(new ContainerId("c1"), ["true"], TimeSpan.FromSeconds(20), None));
        failure.Message.ShouldContain("exit code");
    }

    [Fact]
    public async Task Output_beyond_10_KiB_is_read_and_dropped()
    {
        ExecStarts([.. FakeExchange.Piece(1, new string('o', 50_000)), .. FakeExchange.Piece(2, new string('e', 50_000))]);
        _engine.On("GET", "/exec/e1/json", 200, """{"Running":false,"ExitCode":0}""");
        var result = await _runtime.ExecAsync(new ContainerId("c1"), ["true"], TimeSpan.FromSeconds(20), None);
        result.Output.ShouldBe(new string('o', 10 * 1024) + new string('e', 10 * 1024));
    }

    [Theory]
    [InlineData("""{"errorDetail":{"message":"manifest for nginx:9 not found: manifest unknown"},"error":"manifest for nginx:9 not found"}""", RuntimeFailure.NotFound)]
    [InlineData("""{"errorDetail":{"message":"received unexpected HTTP status: 502 Bad Gateway"},"error":"502"}""", RuntimeFailure.RegistryUnavailable)]
    [InlineData("""{"errorDetail":{"code":503,"message":"<html>busy</html>"},"error":"busy"}""", RuntimeFailure.RegistryUnavailable)]
    [InlineData("""{"errorDetail":{"message":"no space left on device"},"error":"no space left on device"}""", RuntimeFailure.Refused)]
    public async Task A_pull_that_fails_after_it_began_is_a_failure(string line, RuntimeFailure kind)
    {
        _engine.On("POST", "/images/create", async e =>
        {
            await e.BeginStreamAsync();
            await e.SendAsync("""{"status":"Pulling from library/nginx","id":"9"}""" + "\r\n" + line + "\r\n");
            await e.EndStreamAsync();
        });
        (await Assert.ThrowsAsync<ContainerRuntimeException>(() => _runtime.PullImageAsync("nginx:9", null, null, None))).Failure.ShouldBe(kind);
    }

    [Fact]
    public async Task A_pull_tells_its_progress_and_sends_its_credentials()
    {
        _engine.On("POST", "/images/create", async e =>
        {
            await e.BeginStreamAsync();
            await e.SendAsync("""{"status":"Pulling from team/app","id":"1"}""" + "\n");
            await e.SendAsync("""{"status":"Downloading","progressDetail":{"current":5,"total":10},"id":"abc"}""" + "\n");
            await e.EndStreamAsync();
        });
        _engine.On("GET", "/images/reg.example:5000/team/app:1/json", 200, """{"Id":"sha256:1","RepoTags":["reg.example:5000/team/app:1"],"Size":7}""");
        var steps = new Steps();

        var image = await _runtime.PullImageAsync("reg.example:5000/team/app:1", new RegistryCredentials("reg.example:5000", "me", "ÿ?secret"), steps, None);

        image.SizeBytes.ShouldBe(7);
        steps.Told.ShouldBe([new PullProgress(null, "Pulling from team/app", 0, 0), new PullProgress("abc", "Downloading", 5, 10)]);
        var request = _engine.Asked("POST", "/images/create").Single();
        request.Query.ShouldBe("fromImage=reg.example:5000/team/app&tag=1");
        var sent = JsonDocument.Parse(Convert.FromBase64String(request.Headers["x-registry-auth"].Replace('-', '+').Replace('_', '/'))).RootElement;
        (sent.GetProperty("username").GetString(), sent.GetProperty("password").GetString(), sent.GetProperty("serveraddress").GetString())
            .ShouldBe(("me", "ÿ?secret", "reg.example:5000"));
    }

    [Theory]
    [InlineData(404, "manifest for nginx:9 not found: manifest unknown: manifest unknown", RuntimeFailure.NotFound)]
    [InlineData(500, "received unexpected HTTP status: 503 Service Unavailable", RuntimeFailure.RegistryUnavailable)]
    [InlineData(500, "received unexpected HTTP status: 504 Gateway Timeout", RuntimeFailure.RegistryUnavailable)]
    [InlineData(500, "unauthorized: authentication required", RuntimeFailure.Refused)]
    public async Task A_pull_that_never_begins_fails_by_what_the_registry_said(int status, string words, RuntimeFailure kind)
    {
        _engine.On("POST", "/images/create", status, $$"""{"message":"{{words}}"}""");
        var failure = await Assert.ThrowsAsync<ContainerRuntimeException>(() => _runtime.PullImageAsync("nginx:9", null, null, None));
        (failure.Failure, failure.Message).ShouldBe((kind, $"pull image nginx:9: {words}"));
    }

    [Fact]
    public async Task A_layer_may_take_longer_to_be_unpacked_than_to_move_at_all()
    {
        using var runtime = RuntimeOf(_engine.SocketPath, new EngineDeadlines { PullSilence = TimeSpan.FromSeconds(2) });
        _engine.On("POST", "/images/create", async e =>
        {
            await e.BeginStreamAsync();
            await e.SendAsync("""{"status":"Extracting","progressDetail":{"current":1,"total":1},"id":"abc"}""" + "\n");
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
            await e.EndStreamAsync();
        });
        _engine.On("GET", "/images/nginx:1/json", 200, """{"Id":"sha256:1","Size":7}""");
        (await runtime.PullImageAsync("nginx:1", null, null, None)).SizeBytes.ShouldBe(7);
    }

    [Fact]
    public async Task A_pull_that_never_says_anything_is_given_up()
    {
        using var runtime = RuntimeOf(_engine.SocketPath, new EngineDeadlines { PullSilence = TimeSpan.FromMilliseconds(200) });
        _engine.On("POST", "/images/create", e => e.NeverAsync());
        var failure = await Assert.ThrowsAsync<ContainerRuntimeException>(() => runtime.PullImageAsync("nginx:1", null, null, None));
        (failure.Failure, failure.Message).ShouldBe((RuntimeFailure.Timeout, "pull image nginx:1: given up, because nothing moved for 0.2 s"));
    }

    [Fact]
    public async Task A_pull_that_falls_silent_is_given_up()
    {
        using var runtime = RuntimeOf(_engine.SocketPath, new EngineDeadlines { PullSilence = TimeSpan.FromSeconds(2) });
        _engine.On("POST", "/images/create", async e =>
        {
            await e.BeginStreamAsync();
            await e.SendAsync("""{"status":"Downloading","id":"abc"}""" + "\n");
            await e.NeverAsync();
        });
        var steps = new Steps();
        var pull = runtime.PullImageAsync("nginx:1", null, steps, None);
        (await Assert.ThrowsAsync<ContainerRuntimeException>(() => pull)).Failure.ShouldBe(RuntimeFailure.Timeout);
        steps.Told.Count.ShouldBe(1);
    }

    internal static DockerRuntime RuntimeOf(string path, EngineDeadlines? deadlines = null, CgroupMounts? cgroups = null, KernelLog? kernelLog = null) =>
        new(new EngineClient(new EngineAddress.UnixSocket(path), deadlines ?? new EngineDeadlines(), TimeProvider.System), new LoginFiles("/nonexistent", new LoginHelper(TimeProvider.System)), new PodCgroups(cgroups, "test", TimeProvider.System, folder => Directory.Delete(folder, recursive: true)), "test", TimeProvider.System, NullLoggerFactory.Instance)
        {
            KernelLog = kernelLog ?? new KernelLog(() => []),
        };

    private static SandboxConfig SandboxOf(int attempt) => new() { Pod = Pod, Attempt = attempt, Hostname = "web" };

    private static string Inspect(string id) =>
        $$"""
        {"Id":"{{id}}","Name":"/k8s_POD_web_default_uid-1_0","Created":"2030-01-01T00:00:00Z","Image":"sha256:1",
         "State":{"Status":"running","Running":true,"ExitCode":0,"Error":"","StartedAt":"2030-01-01T00:00:00.5Z","FinishedAt":"0001-01-01T00:00:00Z"},
         "Config":{"Labels":{"io.kubernetes.pod.uid":"uid-1","localpods.io/instance":"test"} },
         "NetworkSettings":{"Networks":{"bridge":{"IPAddress":"172.17.0.2"} } } }
        """;

    private static async Task<RuntimeEvent> NextAsync(IAsyncEnumerator<RuntimeEvent> events)
    {
        (await events.MoveNextAsync()).ShouldBeTrue();
        return events.Current;
    }

    private void ExecStarts(byte[] output)
    {
        _engine.On("POST", "/containers/c1/exec", 201, """{"Id":"e1"}""");
        _engine.On("POST", "/exec/e1/start", async e => await (await e.HijackAsync()).WriteAsync(output));
    }

    private sealed class Steps : IProgress<PullProgress>
    {
        public List<PullProgress> Told { get; } = [];

        public void Report(PullProgress value) => Told.Add(value);
    }
}
