namespace LocalPods.Integration;

/// <summary>Containers that end by themselves, and images that are not there.</summary>
[Trait("needs", "docker")]
public sealed class CrashTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    [Trait("spec", "PL-28")]
    public async Task A_crash_loop_restarts_at_once_then_waits_10_s_and_says_so()
    {
        await instance.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: crasher}
            spec:
              containers:
                - {name: main, image: "busybox:1.32.0", command: ["sh", "-c", "echo run; exit 1"]}
            """);
        var waiting = await instance.WaitForPodAsync("crasher", p => p.Waiting("main") == "CrashLoopBackOff");
        waiting.Restarts("main").ShouldBe(1);
        waiting.Container("main")!.Value.GetProperty("state").GetProperty("waiting").GetProperty("message").GetString()
            .ShouldBe($"back-off 10s restarting failed container=main pod=crasher_default({waiting.Uid()})");
        waiting.Phase().ShouldBe("Running");
        (await instance.MustAsync("get", "pod", "crasher", "--no-headers")).ShouldMatch(@"^crasher +0/1 +CrashLoopBackOff +1 \(\d+s ago\) +\d+s\n$");
        (await instance.MustAsync("logs", "crasher")).ShouldBe("run\n");

        var again = await instance.WaitForPodAsync("crasher", p => p.Restarts("main") == 2);
        again.ShouldNotBe(default);
        (await instance.ContainersAsync("label=io.kubernetes.container.name=main", $"label=io.kubernetes.pod.uid={again.Uid()}")).Length.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    [Trait("spec", "PL-24")]
    public async Task A_program_that_does_not_exist_is_named_in_the_status()
    {
        await instance.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: nosuchprogram}
            spec:
              containers:
                - {name: main, image: "busybox:1.32.0", command: ["/no/such/program"]}
            """);
        var pod = await instance.WaitForPodAsync("nosuchprogram", p => p.Terminated("main", "lastState") is not null);
        var last = pod.Terminated("main", "lastState")!.Value;
        last.GetProperty("reason").GetString().ShouldBe("ContainerCannotRun");
        last.GetProperty("exitCode").GetInt32().ShouldBe(127);
        last.GetProperty("message").GetString()!.ShouldContain("/no/such/program");
    }

    [Fact]
    [Trait("spec", "PL-26")]
    public async Task A_missing_image_backs_off_and_the_pod_recovers_when_the_image_appears()
    {
        var image = $"localhost:5000/{instance.Name}:1";
        await instance.ApplyAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: imageless}
            spec:
              containers:
                - {name: main, image: "{{image}}", command: ["sleep", "1000"]}
              terminationGracePeriodSeconds: 0
            """);
        await instance.WaitForPodAsync("imageless", p => p.Waiting("main") is "ErrImagePull" or "ImagePullBackOff");
        var pod = await instance.WaitForPodAsync("imageless", p => p.Waiting("main") == "ImagePullBackOff");
        pod.Phase().ShouldBe("Pending");
        (await instance.MustAsync("get", "events", "--field-selector", "involvedObject.name=imageless")).ShouldContain($"Back-off pulling image \"{image}\"");
        await Command.DockerAsync("tag", "busybox:1.32.0", image);
        try
        {
            await instance.WaitForPodAsync("imageless", p => p.IsReady());
        }
        finally
        {
            await instance.RunAsync("delete", "pod", "imageless", "--now");
            await Command.DockerAsync("rmi", image);
        }
    }
}
