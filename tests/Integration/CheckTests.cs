using System.Net;
using System.Net.Sockets;

namespace LocalPods.Integration;

/// <summary>What is found in a manifest before anything starts, on a real engine.</summary>
[Trait("needs", "docker")]
public sealed class CheckTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task What_would_not_run_is_told_line_by_line_and_nothing_is_left_on_the_engine()
    {
        using var blocker = new TcpListener(IPAddress.Loopback, 0);
        blocker.Start();
        var port = ((IPEndPoint)blocker.LocalEndpoint).Port;
        var path = Path.Combine(instance.Folder, "doomed.yml");
        await File.WriteAllTextAsync(path, $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: doomed}
            spec:
              containers:
              - name: app
                image: busybox:1.32.0
                command: [sh, -c, "while true; do sleep 1; done"]
                ports: [{containerPort: 80, hostPort: {{port}}, hostIP: 127.0.0.1}]
                livenessProbe:
                  exec: {command: [curl-or-so, localhost]}
                env:
                - {name: A, valueFrom: {configMapKeyRef: {name: nowhere, key: k} } }
              - name: never
                image: busybox:1.33.0
                imagePullPolicy: Never
            """);
        var result = await instance.RunAsync("check", "-f", path);
        result.ExitCode.ShouldBe(1, result.ToString());
        result.Output.ShouldContain($"{path}:8:5: warning: container app does not end at SIGTERM: sh as PID 1 drops it and does not pass it on; a delete takes the 30 s of its grace period");
        result.Output.ShouldMatch($@"doomed\.yml:9:33: error: host port 127\.0\.0\.1:{port}/TCP is taken by \S.* \(pid {Environment.ProcessId}\)");
        result.Output.ShouldContain($"{path}:11:24: error: the liveness probe of container app runs \"curl-or-so\", and there is no such program in image busybox:1.32.0");
        result.Output.ShouldContain("error: there is no ConfigMap \"nowhere\" in namespace default or in this manifest; create it, or mark the reference optional");
        result.Output.ShouldContain($"{path}:16:5: error: image busybox:1.33.0 is not on this machine, and imagePullPolicy Never forbids to pull it; did you mean busybox:1.32.0, which is here?");
        result.Output.ShouldEndWith("4 errors, 1 warning in 1 object\n");
        // The daemon, which has just started, may still be trying what the host grants.
        await Eventually.ShouldAsync(async () => (await instance.ContainersAsync()).ShouldBeEmpty());
        (await instance.PodAsync("doomed")).ShouldBeNull();
    }
}
