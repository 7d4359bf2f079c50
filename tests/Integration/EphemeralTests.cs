using System.Text.Json;

namespace LocalPods.Integration;

/// <summary>Debugging containers in a pod of a real engine.</summary>
[Trait("needs", "docker")]
public sealed class EphemeralTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task A_debugging_container_sees_its_target_runs_once_and_goes_with_the_pod()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("ephemeral.yml"));
        var pod = await instance.WaitForPodAsync("ephemeral", p => p.IsReady());
        var restarts = pod.Restarts("app");

        // Over stdin, so that nothing is printed before somebody listens.
        var session = await instance.RunAsync(
            "go\n", ["debug", "-i", "ephemeral", "--image=busybox:1.32.0", "--target=app", "-c", "dbg", "--", "sh", "-c", "read x; cat /proc/1/comm; wget -qO- http://127.0.0.1 | grep -c nginx; exit 4"]);
        session.ExitCode.ShouldBe(0, session.ToString());
        session.Output.ShouldStartWith("nginx\n");
        session.Error.ShouldContain("Targeting container \"app\".");

        pod = await instance.WaitForPodAsync("ephemeral", p => StateOf(p, "dbg", "terminated") is not null);
        StateOf(pod, "dbg", "terminated")!.Value.GetProperty("exitCode").GetInt32().ShouldBe(4);
        (pod.IsReady(), pod.Phase(), pod.Restarts("app")).ShouldBe((true, "Running", restarts));
        (await instance.MustAsync("logs", "ephemeral", "-c", "dbg")).ShouldStartWith("nginx\n");

        await instance.MustAsync("debug", "-q", "ephemeral", "--image=busybox:1.32.0", "-c", "stays", "--", "sleep", "3600");
        await instance.WaitForPodAsync("ephemeral", p => StateOf(p, "stays", "running") is not null);
        (await instance.MustAsync("exec", "ephemeral", "-c", "stays", "--", "cat", "/proc/1/comm")).ShouldBe("sleep\n");
        var described = await instance.MustAsync("describe", "pod", "ephemeral");
        described.ShouldContain("Ephemeral Containers:\n  dbg:\n");
        described.ShouldMatch(@"spec\.ephemeralContainers\{stays\}: Container started");
        (await instance.RunAsync("debug", "-q", "ephemeral", "--image=busybox:1.32.0", "-c", "stays")).Error
            .ShouldContain("error: pod ephemeral has a container stays already");

        await instance.MustAsync("delete", "pod", "ephemeral");
        (await instance.ContainersAsync()).ShouldBeEmpty();
    }

    private static JsonElement? StateOf(JsonElement pod, string container, string state) =>
        pod.GetProperty("status").TryGetProperty("ephemeralContainerStatuses", out var statuses)
        && statuses.EnumerateArray().FirstOrDefault(s => s.GetProperty("name").GetString() == container) is { ValueKind: JsonValueKind.Object } status
        && status.GetProperty("state").TryGetProperty(state, out var found)
            ? found
            : null;
}
