using LocalPods.Api.Durations;

namespace LocalPods.Integration;

/// <summary>Every manifest of the examples folder does what its first lines promise.</summary>
[Trait("needs", "docker")]
public sealed class LivenessExampleTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task Livenessprobepod_is_restarted_when_its_file_is_gone_and_the_events_say_so()
    {
        // To start a process in a container takes a busy engine longer than the second that a probe has if nothing else is said.
        await instance.ApplyAsync(File.ReadAllText(Instance.Example("livenessprobepod.yml")).Replace("periodSeconds: 3", "periodSeconds: 3\n        timeoutSeconds: 20", StringComparison.Ordinal));
        await instance.WaitForPodAsync("livenessprobepod", p => p.IsReady());
        var pod = await instance.WaitForPodAsync("livenessprobepod", p => p.Restarts("livenessprobe-pod") == 1 && p.IsReady());

        var last = pod.Terminated("livenessprobe-pod", "lastState")!.Value;
        last.GetProperty("exitCode").GetInt32().ShouldBe(137);
        last.GetProperty("reason").GetString().ShouldBe("Error");
        var lived = last.GetProperty("finishedAt").GetDateTimeOffset() - last.GetProperty("startedAt").GetDateTimeOffset();
        lived.ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90));

        var table = await instance.MustAsync("get", "pods");
        table.ShouldMatch(@"livenessprobepod +1/1 +Running +1 \(\d+s ago\) +\d+s\n");
        var events = await instance.MustAsync("get", "events", "--field-selector", "involvedObject.name=livenessprobepod");
        events.ShouldMatch(@"Warning +Unhealthy +pod/livenessprobepod +Liveness probe failed:");
        events.ShouldContain("Container livenessprobe-pod failed liveness probe, will be restarted");
        (await instance.MustAsync("describe", "pod", "livenessprobepod")).ShouldContain("exec [test -e /tmp/livenesspod] delay=1s timeout=20s period=3s #success=1 #failure=3");

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
        await instance.WaitForPodAsync("livenessprobenginxpod", p => p.IsReady());
        for (var restarts = 1; restarts <= 2; restarts++)
        {
            await instance.MustAsync("exec", "livenessprobenginxpod", "--", "rm", "/usr/share/nginx/html/index.html");
            await instance.WaitForPodAsync("livenessprobenginxpod", p => p.Restarts("livenessprobe-nginx") == restarts && p.IsReady());
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
        // It lives for 17 s: longer than the first waits of 10 s, shorter than that of 20 s, which comes with the fourth kill; on a slow machine
        // it lives longer than that too, and the first wait to be seen is a longer one.
        var waiting = await instance.WaitForPodAsync("livenessprobenginxpod2", p => p.Waiting("livenessprobe-nginx") == "CrashLoopBackOff");
        var restarts = waiting.Restarts("livenessprobe-nginx");
        restarts.ShouldBeGreaterThanOrEqualTo(3);
        var message = waiting.Container("livenessprobe-nginx")!.Value.GetProperty("state").GetProperty("waiting").GetProperty("message").GetString()!;
        message.ShouldMatch("^back-off (20s|40s|1m20s) restarting failed container=livenessprobe-nginx pod=livenessprobenginxpod2_default");
        var wait = GoDuration.Parse(message.Split(' ')[1]);
        var pod = await instance.WaitForPodAsync("livenessprobenginxpod2", p => p.Restarts("livenessprobe-nginx") == restarts + 1 && p.IsReady());

        var ended = pod.Terminated("livenessprobe-nginx", "lastState")!.Value.GetProperty("finishedAt").GetDateTimeOffset();
        var started = pod.Container("livenessprobe-nginx")!.Value.GetProperty("state").GetProperty("running").GetProperty("startedAt").GetDateTimeOffset();
        (started - ended).ShouldBeInRange(wait - TimeSpan.FromSeconds(1), wait + TimeSpan.FromSeconds(15), "times in a status have whole seconds; a busy engine starts late");
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
        var pod = await instance.WaitForPodAsync("multi-container", p => p.IsReady());
        await Eventually.ShouldAsync(
            async () => (await instance.MustAsync("logs", "multi-container", "-c", "reader")).ShouldContain("It works"));

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
        var pod = await instance.WaitForPodAsync("restart-never", p => p.Phase() == "Failed");
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
        var pod = await instance.WaitForPodAsync("restart-onfailure", p => p.Phase() == "Succeeded");
        pod.Restarts("second-try").ShouldBe(1);
        (await instance.MustAsync("logs", "restart-onfailure")).ShouldBe("done\n");
        (await instance.MustAsync("get", "pod", "restart-onfailure", "--no-headers")).ShouldMatch(@"^restart-onfailure +0/1 +Completed +1 \(\d+s ago\) +\d+s\n$");
    }
}
