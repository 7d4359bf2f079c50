namespace LocalPods.Integration;

/// <summary>Static pods of the built command on a real engine: the folder's changes are told by the operating system.</summary>
[Trait("needs", "docker")]
public sealed class StaticPodTests : IAsyncLifetime
{
    private readonly string _manifests = Directory.CreateTempSubdirectory("localpods-it-manifests-").FullName;
    private readonly Instance _instance = new();

    public Task InitializeAsync()
    {
        _instance.Variables["LOCALPODS_MANIFEST_DIR"] = _manifests;
        return _instance.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _instance.DisposeAsync();
        Directory.Delete(_manifests, recursive: true);
    }

    [Fact]
    public async Task A_manifest_runs_comes_back_when_deleted_is_replaced_when_changed_and_goes_with_its_file()
    {
        Write("sleep 3600");
        var name = "web-" + await _instance.NodeNameAsync();
        var pod = await _instance.WaitForPodAsync(name, p => p.IsReady());
        var engineId = pod.EngineId("app");

        await _instance.MustAsync("delete", "pod", name);
        pod = await _instance.WaitForPodAsync(name, p => p.IsReady() && p.Uid() != pod.Uid());
        pod.EngineId("app").ShouldBe(engineId);
        var described = await _instance.MustAsync("describe", "pod", name);
        described.ShouldMatch("Controlled By: +Node/");
        described.ShouldContain("Container started");
        (await _instance.MustAsync("exec", name, "--", "echo", "hi")).ShouldBe("hi\n");

        Write("sleep 7200");
        await _instance.WaitForPodAsync(name, p => p.IsReady() && p.EngineId("app") != engineId);
        File.WriteAllText(Path.Combine(_manifests, "bad.yml"), "kind: Pod\napiVersion: v1\nspeck: {}\n");
        await Eventually.ShouldAsync(
            async () => (await _instance.MustAsync("get", "events", "--field-selector", "reason=InvalidManifest")).ShouldContain("bad.yml:3:1: error: unknown field"));

        File.Delete(Path.Combine(_manifests, "web.yml"));
        await Eventually.ShouldAsync(async () => (await _instance.PodAsync(name)).ShouldBeNull());
        (await _instance.ContainersAsync()).ShouldBeEmpty();
    }

    private void Write(string command) => File.WriteAllText(Path.Combine(_manifests, "web.yml"), $$"""
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - { name: app, image: busybox:1.32.0, command: [sh, -c, "trap 'exit 0' TERM; {{command}} & wait"] }
        """);
}
