namespace LocalPods.Integration;

/// <summary>Waiting containers of a real engine.</summary>
[Trait("needs", "docker")]
public sealed class BackoffTests(Instance instance) : IClassFixture<Instance>
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: { name: crash }
        spec:
          containers:
          - { name: app, image: busybox:1.32.0, command: [sh, -c, "exit 1"] }
        """;

    [Fact]
    public async Task A_crash_loop_shows_its_next_try_and_retry_does_not_wait_for_it()
    {
        await instance.ApplyAsync(Pod);
        await instance.WaitForPodAsync("crash", p => p.Waiting("app") == "CrashLoopBackOff" && p.Restarts("app") == 2); // 20 s, in which a busy machine runs three commands
        (await instance.MustAsync("get", "pods", "-o", "wide")).ShouldMatch(@"NEXT TRY\n.* CrashLoopBackOff .* \d+s *\n");
        (await instance.MustAsync("describe", "pod", "crash")).ShouldMatch(@"Reason: +CrashLoopBackOff\n +Next Try: +\d+s\n");

        (await instance.MustAsync("retry", "crash", "-c", "app")).ShouldMatch(@"pod/crash retried \(container app, CrashLoopBackOff, \d+s before its time\)");
        await instance.WaitForPodAsync("crash", p => p.Restarts("app") == 3);
        var unknown = await instance.RunAsync("retry", "crash", "-c", "none");
        unknown.Error.ShouldContain("container none is not valid for pod crash");
        await instance.MustAsync("delete", "pod", "crash", "--now");
    }
}
