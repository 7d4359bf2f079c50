namespace LocalPods.Integration;

/// <summary>Readiness, and a startup probe that saves a slow starter.</summary>
[Trait("needs", "docker")]
public sealed class GatingExampleTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task Readinessprobepod_runs_but_is_ready_only_while_its_page_is_there()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("readinessprobepod.yml"));
        await Eventually.ShouldAsync(
            async () => (await instance.MustAsync("get", "events", "--field-selector", "reason=Unhealthy"))
                .ShouldContain("Readiness probe failed: HTTP probe failed with statuscode: 404"));
        (await RowAsync("readinessprobepod")).ShouldMatch(@"^readinessprobepod +0/1 +Running +0 +\d+s\n$");

        await instance.MustAsync("exec", "readinessprobepod", "--", "sh", "-c", "echo ready > /usr/share/nginx/html/index1.html");
        await instance.WaitForPodAsync("readinessprobepod", p => p.IsReady());
        (await RowAsync("readinessprobepod")).ShouldMatch(@"^readinessprobepod +1/1 +Running +0 +\d+s\n$");

        await instance.MustAsync("exec", "readinessprobepod", "--", "rm", "/usr/share/nginx/html/index1.html");
        var pod = await instance.WaitForPodAsync("readinessprobepod", p => !p.IsReady());
        pod.Restarts("readinessprobe-nginx").ShouldBe(0);
    }

    [Fact]
    public async Task Startupprobe_saves_a_slow_starter_and_without_it_the_same_is_killed()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("startupprobe.yml"));
        await instance.ApplyAsync(WithoutStartupProbe());
        await instance.WaitForPodAsync("unsaved", p => p.Restarts("slow-starter") >= 1);
        var saved = await instance.WaitForPodAsync("startupprobe", p => p.IsReady());
        saved.Restarts("slow-starter").ShouldBe(0);
        (await instance.MustAsync("logs", "startupprobe")).ShouldBe("loading\nup\n");
        (await instance.MustAsync("get", "events", "--field-selector", "reason=Killing,involvedObject.name=unsaved"))
            .ShouldContain("Container slow-starter failed liveness probe, will be restarted");

        // At the very moment of a further end the instance before it is gone from the engine and still in the status.
        await Eventually.ShouldAsync(async () => (await instance.RunAsync("logs", "unsaved", "-p")).Output.ShouldBe("loading\n"));
    }

    private static string WithoutStartupProbe()
    {
        var all = File.ReadAllText(Instance.Example("startupprobe.yml"));
        var (from, to) = (all.IndexOf("      startupProbe:", StringComparison.Ordinal), all.IndexOf("      livenessProbe:", StringComparison.Ordinal));
        return all.Remove(from, to - from).Replace("name: startupprobe", "name: unsaved", StringComparison.Ordinal);
    }

    private Task<string> RowAsync(string pod) => instance.MustAsync("get", "pod", pod, "--no-headers");
}

/// <summary>Hooks, and what happens between a delete and the end.</summary>
[Trait("needs", "docker")]
public sealed class HookExampleTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task Lifecyclepod_has_its_postStart_file_and_its_preStop_speaks_before_TERM()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("lifecyclepod.yml"));
        await instance.WaitForPodAsync("lifecyclepod", p => p.IsReady());
        (await instance.MustAsync("exec", "lifecyclepod", "--", "cat", "/usr/share/message")).ShouldBe("Hello from the postStart handler\n");

        var log = instance.MustAsync("logs", "lifecyclepod", "-f");
        await instance.MustAsync("delete", "-f", Instance.Example("lifecyclepod.yml"));
        (await log).ShouldBe("Running\nGoodbye from the preStop handler\nGot TERM\n");
    }

    [Fact]
    public async Task Grace_gives_up_its_preStop_at_the_grace_period_and_kills_2_s_after_TERM()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("grace.yml"));
        await instance.WaitForPodAsync("grace", p => p.IsReady());

        var log = instance.MustAsync("logs", "grace", "-f");
        var deleted = await instance.RunAsync("delete", "-f", Instance.Example("grace.yml"));
        deleted.ExitCode.ShouldBe(0, deleted.ToString());
        deleted.Took.ShouldBeInRange(TimeSpan.FromSeconds(6.9), TimeSpan.FromSeconds(40), "7 s and what a busy engine adds; the whole hook would take 60 s");
        (await log).ShouldBe("Running\npreStop begins\nGot TERM, going on\n");
        (await instance.MustAsync("get", "events", "--field-selector", "involvedObject.name=grace")).ShouldMatch("Warning +FailedPreStopHook +pod/grace +PreStopHook failed");
    }
}

/// <summary>Init containers and sidecars.</summary>
[Trait("needs", "docker")]
public sealed class InitExampleTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task Initcpod_waits_at_Init_0_of_2_while_its_names_do_not_resolve()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("initcpod.yml"));
        await Eventually.ShouldAsync(
            async () => (await instance.MustAsync("logs", "initcpod", "-c", "init-myservice")).ShouldContain("waiting for myservice"));
        (await instance.MustAsync("get", "pod", "initcpod", "--no-headers")).ShouldMatch(@"^initcpod +0/1 +Init:0/2 +0 +\d+s\n$");
        var pod = await instance.WaitForPodAsync("initcpod", p => p.Waiting("init-mydb") == "PodInitializing");
        pod.Waiting("myapp").ShouldBe("PodInitializing");
    }

    [Fact]
    public async Task Initcpod_goes_on_one_name_at_a_time_once_they_resolve()
    {
        await using var names = await ResolvableNames.CreateAsync();
        await instance.ApplyAsync(names.Use(File.ReadAllText(Instance.Example("initcpod.yml"))).Replace("name: initcpod", "name: resolving", StringComparison.Ordinal));
        var pod = await instance.WaitForPodAsync("resolving", p => p.Container("init-myservice")?.GetProperty("started").GetBoolean() == true);
        await names.AttachAsync(pod.Uid());

        await names.AddAsync("myservice.default.svc.cluster.local");
        await instance.WaitForPodAsync("resolving", p => p.Container("init-mydb")?.GetProperty("started").GetBoolean() == true);
        (await instance.MustAsync("get", "pod", "resolving", "--no-headers")).ShouldMatch(@"^resolving +0/1 +Init:1/2 +0 +\d+s\n$");

        await names.AddAsync("mydb.default.svc.cluster.local");
        await instance.WaitForPodAsync("resolving", p => p.IsReady());
        (await instance.MustAsync("get", "pod", "resolving", "--no-headers")).ShouldMatch(@"^resolving +1/1 +Running +0 +\d+s\n$");
        (await instance.MustAsync("logs", "resolving")).ShouldBe("The app is running!\n");
        await instance.MustAsync("delete", "pod", "resolving");
    }

    [Fact]
    public async Task Sidecar_answers_its_app_from_the_first_to_the_last_line_and_is_restarted_alone()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("sidecar.yml"));
        await instance.WaitForPodAsync("sidecar", p => p.IsReady());
        (await instance.MustAsync("get", "pod", "sidecar", "--no-headers")).ShouldMatch(@"^sidecar +2/2 +Running +0 +\d+s\n$");

        await instance.MustAsync("exec", "sidecar", "-c", "web", "--", "nginx", "-s", "stop");
        var pod = await instance.WaitForPodAsync("sidecar", p => p.Restarts("web") == 1 && p.IsReady());
        pod.Restarts("app").ShouldBe(0);

        var log = instance.MustAsync("logs", "sidecar", "-c", "app", "-f");
        await instance.MustAsync("delete", "-f", Instance.Example("sidecar.yml"));
        (await log).ShouldBe("At the start the sidecar answers\nAt the end the sidecar answers\n");
    }
}

/// <summary>What ends or restarts a pod by other means.</summary>
[Trait("needs", "docker")]
public sealed class HealthExampleTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task Grpc_probe_is_ready_while_its_server_says_SERVING_and_restarted_when_it_does_not()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("grpc-probe.yml"));
        await instance.WaitForPodAsync("grpc-probe", p => p.IsReady());
        (await instance.MustAsync("describe", "pod", "grpc-probe"))
            .ShouldContain("Liveness:       grpc <pod>:50051 shop delay=0s timeout=1s period=2s #success=1 #failure=3");

        await instance.MustAsync("exec", "grpc-probe", "--", "sh", "-c", @"printf '\0\0\0\0\2\10\2' > /srv/health");
        await instance.WaitForPodAsync("grpc-probe", p => !p.IsReady());
        await instance.WaitForPodAsync("grpc-probe", p => p.Restarts("health") == 1 && p.IsReady());
        var events = await instance.MustAsync("get", "events", "--field-selector", "reason=Unhealthy");
        events.ShouldContain("Readiness probe failed: service unhealthy (responded with \"NOT_SERVING\")");
        events.ShouldContain("Liveness probe failed: service unhealthy (responded with \"NOT_SERVING\")");
    }

    [Fact]
    public async Task Activedeadline_ends_its_pod_as_Failed_after_8_s()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("activedeadline.yml"));
        var pod = await instance.WaitForPodAsync("activedeadline", p => p.Phase() == "Failed");
        pod.GetProperty("status").GetProperty("reason").GetString().ShouldBe("DeadlineExceeded");
        var ended = pod.Terminated("works")!.Value;
        ended.GetProperty("exitCode").GetInt32().ShouldBe(1);
        // Times in a status have whole seconds.
        (ended.GetProperty("finishedAt").GetDateTimeOffset() - pod.GetProperty("status").GetProperty("startTime").GetDateTimeOffset())
            .ShouldBeInRange(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(60), "its program would sleep for an hour");
        (await instance.MustAsync("logs", "activedeadline")).ShouldBe("working\nnot done, but out of time\n");
        await Eventually.ShouldAsync(
            async () => (await instance.MustAsync("get", "events", "--field-selector", "involvedObject.name=activedeadline"))
                .ShouldMatch("Normal +DeadlineExceeded +pod/activedeadline +Pod was active on the node longer than the specified deadline"));
    }
}
