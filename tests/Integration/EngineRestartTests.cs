namespace LocalPods.Integration;

/// <summary>The engine goes away under running pods and comes back.</summary>
[Trait("needs", "docker")]
public sealed class EngineRestartTests
{
    [SkippableFact]
    public async Task While_the_engine_is_away_commands_answer_and_afterwards_all_pods_run_again()
    {
        Skip.IfNot(PrivateEngine.IsPossible, "a second dockerd needs root and dockerd on this machine");
        await using var engine = new PrivateEngine();
        await engine.StartAsync();
        await engine.CopyImageAsync("busybox:1.32.0");
        var instance = new Instance { DockerHost = engine.Host };
        try
        {
            string[] pods = ["one", "two", "three"];
            foreach (var pod in pods)
            {
                await instance.ApplyAsync(Pod(pod));
            }

            foreach (var pod in pods)
            {
                await instance.WaitForPodAsync(pod, p => p.IsReady());
            }

            await engine.StopAsync();
            await Eventually.ShouldAsync(
                async () => (await instance.StatusAsync()).GetProperty("engine").GetProperty("state").GetString().ShouldBe("unavailable"));
            (await instance.MustAsync("get", "nodes", "--no-headers")).ShouldContain("NotReady");
            var listed = await instance.RunAsync("get", "pods");
            listed.ExitCode.ShouldBe(0, listed.ToString());
            listed.Took.ShouldBeLessThan(TimeSpan.FromSeconds(30), "who waits for the engine waits for ever");
            foreach (var pod in pods)
            {
                listed.Output.ShouldContain(pod);
            }

            var logs = await instance.RunAsync("logs", "one");
            logs.ExitCode.ShouldBe(1, logs.ToString());
            logs.Error.ShouldContain(engine.Host);
            logs.Took.ShouldBeLessThan(TimeSpan.FromSeconds(60));

            await engine.StartAsync();
            foreach (var pod in pods)
            {
                await instance.WaitForPodAsync(pod, p => p.IsReady() && p.Restarts("main") == 1);
            }

            (await instance.MustAsync("get", "nodes", "--no-headers")).ShouldMatch(@"\bReady\b");
        }
        finally
        {
            await engine.StartAsync(); // whatever went wrong, what was made on it goes
            await instance.DisposeAsync();
        }
    }

    private static string Pod(string name) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
            - {name: main, image: "busybox:1.32.0", command: ["sleep", "100000"]}
        """;
}
