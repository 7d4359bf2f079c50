namespace LocalPods.Integration;

/// <summary>Every manifest of the examples folder does what its first lines promise.</summary>
[Trait("needs", "docker")]
public sealed class LivenessExampleTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task Livenessprobepod_is_restarted_when_its_file_is_gone_and_the_events_say_so()
    {
        (await instance.MustAsync("apply", "-f", Instance.Example("livenessprobepod.yml"))).ShouldBe("pod/livenessprobepod created\n");
        await instance.WaitForPodAsync("livenessprobepod", p => p.IsReady(), TimeSpan.FromSeconds(20));
        var pod = await instance.WaitForPodAsync("livenessprobepod", p => p.Restarts("livenessprobe-pod") == 1 && p.IsReady(), TimeSpan.FromSeconds(75));

        var last = pod.Terminated("livenessprobe-pod", "lastState")!.Value;
        last.GetProperty("exitCode").GetInt32().ShouldBe(137);
        last.GetProperty("reason").GetString().ShouldBe("Error");
        var lived = last.GetProperty("finishedAt").GetDateTimeOffset() - last.GetProperty("startedAt").GetDateTimeOffset();
        lived.ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(48));

        var table = await instance.MustAsync("get", "pods");
        table.ShouldMatch(@"livenessprobepod +1/1 +Running +1 \(\d+s ago\) +\d+s\n");
        var events = await instance.MustAsync("get", "events", "--field-selector", "involvedObject.name=livenessprobepod");
        events.ShouldMatch(@"Warning +Unhealthy +pod/livenessprobepod +Liveness probe failed:");
        events.ShouldContain("Container livenessprobe-pod failed liveness probe, will be restarted");
        (await instance.MustAsync("describe", "pod", "livenessprobepod")).ShouldContain("exec [test -e /tmp/livenesspod] delay=1s timeout=1s period=3s #success=1 #failure=3");

        await instance.MustAsync("delete", "-f", Instance.Example("livenessprobepod.yml"));
        (await instance.PodAsync("livenessprobepod")).ShouldBeNull();
        (await instance.ContainersAsync($"label=io.kubernetes.pod.uid={pod.Uid()}")).ShouldBeEmpty();
    }
}

[Trait("needs", "docker")]
public sealed class HttpLivenessExampleTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task Livenessprobenginxpod_is_restarted_each_time_its_page_is_removed()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("livenessprobenginxpod.yml"));
        await instance.WaitForPodAsync("livenessprobenginxpod", p => p.IsReady(), TimeSpan.FromSeconds(20));
        for (var restarts = 1; restarts <= 2; restarts++)
        {
            await instance.MustAsync("exec", "livenessprobenginxpod", "--", "rm", "/usr/share/nginx/html/index.html");
            await instance.WaitForPodAsync("livenessprobenginxpod", p => p.Restarts("livenessprobe-nginx") == restarts && p.IsReady(), TimeSpan.FromSeconds(50));
            (await instance.MustAsync("get", "pod", "livenessprobenginxpod", "--no-headers"))
                .ShouldMatch($@"^livenessprobenginxpod +1/1 +Running +{restarts} \(\d+s ago\) +\S+\n$");
        }

        (await instance.MustAsync("get", "events", "--field-selector", "reason=Unhealthy"))
            .ShouldContain("Liveness probe failed: HTTP probe failed with statuscode: 404");
    }
}

[Trait("needs", "docker")]
public sealed class TcpLivenessExampleTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task Livenessprobenginxpod2_is_restarted_again_and_again_with_a_growing_wait()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("livenessprobenginxpod2.yml"));
        // It lives for 17 s: longer than the first waits of 10 s, shorter than that of 20 s, which comes with the fourth kill.
        await instance.WaitForPodAsync("livenessprobenginxpod2", p => p.Restarts("livenessprobe-nginx") == 3, TimeSpan.FromSeconds(90));
        await instance.WaitForPodAsync("livenessprobenginxpod2", p => p.Waiting("livenessprobe-nginx") == "CrashLoopBackOff", TimeSpan.FromSeconds(40));
        var pod = await instance.WaitForPodAsync("livenessprobenginxpod2", p => p.Restarts("livenessprobe-nginx") == 4 && p.IsReady(), TimeSpan.FromSeconds(45));

        var ended = pod.Terminated("livenessprobe-nginx", "lastState")!.Value.GetProperty("finishedAt").GetDateTimeOffset();
        var started = pod.Container("livenessprobe-nginx")!.Value.GetProperty("state").GetProperty("running").GetProperty("startedAt").GetDateTimeOffset();
        (started - ended).ShouldBeInRange(TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(23));
        (await instance.MustAsync("get", "events", "--field-selector", "reason=Unhealthy"))
            .ShouldMatch(@"Liveness probe failed: dial tcp [0-9.]+:8080: connect: connection refused");
    }
}

[Trait("needs", "docker")]
public sealed class ShortExampleTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    [Trait("spec", "PL-10")]
    public async Task Multi_container_talks_over_localhost_and_its_containers_are_in_the_pause_containers_namespaces()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("multi-container.yml"));
        var pod = await instance.WaitForPodAsync("multi-container", p => p.IsReady(), TimeSpan.FromSeconds(20));
        await Eventually.ShouldAsync(
            async () => (await instance.MustAsync("logs", "multi-container", "-c", "reader")).ShouldContain("It works"), TimeSpan.FromSeconds(15));

        var pause = await Command.DockerAsync("ps", "-q", "--no-trunc", "--filter", $"label=io.kubernetes.pod.uid={pod.Uid()}", "--filter", "label=io.kubernetes.docker.type=podsandbox");
        foreach (var container in (string[])["web", "reader"])
        {
            (await Command.DockerAsync("inspect", "-f", "{{.HostConfig.NetworkMode}} {{.HostConfig.IpcMode}} {{.HostConfig.PidMode}}", pod.EngineId(container)))
                .ShouldBe($"container:{pause} container:{pause}", "process namespaces stay apart");
        }
    }

    [Fact]
    [Trait("spec", "PL-35")]
    public async Task Restart_never_fails_once_and_stays_so()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("restart-never.yml"));
        var pod = await instance.WaitForPodAsync("restart-never", p => p.Phase() == "Failed", TimeSpan.FromSeconds(20));
        pod.Restarts("once").ShouldBe(0);
        pod.Terminated("once")!.Value.GetProperty("exitCode").GetInt32().ShouldBe(3);
        (await instance.MustAsync("get", "pod", "restart-never", "--no-headers")).ShouldMatch(@"^restart-never +0/1 +Error +0 +\d+s\n$");
        (await instance.MustAsync("logs", "restart-never")).ShouldBe("working\ngiving up\n");
    }

    [Fact]
    [Trait("spec", "PL-34")]
    public async Task Restart_onfailure_is_restarted_until_it_succeeds_and_then_left_alone()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("restart-onfailure.yml"));
        var pod = await instance.WaitForPodAsync("restart-onfailure", p => p.Phase() == "Succeeded", TimeSpan.FromSeconds(20));
        pod.Restarts("second-try").ShouldBe(1);
        (await instance.MustAsync("logs", "restart-onfailure")).ShouldBe("done\n");
        (await instance.MustAsync("get", "pod", "restart-onfailure", "--no-headers")).ShouldMatch(@"^restart-onfailure +0/1 +Completed +1 \(\d+s ago\) +\d+s\n$");
    }
}
