namespace LocalPods.Compatibility;

/// <summary>
/// Scripts in JavaScript that use <c>@kubernetes/client-node</c> as its users do, against a daemon over HTTPS. <c>scripts/node.sh</c> installs it; each
/// script has a namespace of its own, asserts for itself and says on standard error what was wrong.
/// </summary>
[Trait("needs", "docker")]
public sealed class ClientNodeTests(Instance instance) : IClassFixture<Instance>
{
    private static readonly string s_sources = Path.Combine(Command.RepositoryRoot, "tests", "Compatibility", "ClientNode");
    private static readonly string s_installed = Path.Combine(Command.RepositoryRoot, "artifacts", "client-node");

    [SkippableFact]
    public Task Objects_are_created_listed_replaced_and_deleted() => RunAsync("objects");

    [SkippableFact]
    public Task Objects_are_patched_in_every_way() => RunAsync("patch");

    [SkippableFact]
    public Task Objects_are_applied_by_the_server_with_conflicts_between_managers() => RunAsync("apply");

    [SkippableFact]
    public Task Kinds_are_defined_and_their_objects_kept() => RunAsync("custom");

    [SkippableFact]
    public Task A_watch_tells_every_change_in_order() => RunAsync("watch");

    [SkippableFact]
    public Task An_informer_survives_restarts_of_the_daemon_and_misses_nothing() => RunAsync("informer");

    [SkippableFact]
    public Task Commands_attaches_and_logs_are_streamed() => RunAsync("streams");

    [SkippableFact]
    public Task Ports_are_forwarded_from_the_inside_of_a_pod() => RunAsync("portforward");

    private async Task RunAsync(string script)
    {
        if (!Directory.Exists(Path.Combine(s_installed, "node_modules", "@kubernetes", "client-node")))
        {
            Environment.GetEnvironmentVariable("LOCALPODS_REQUIRE_NODE").ShouldBeNull("scripts/node.sh did not install @kubernetes/client-node");
            Skip.If(true, "@kubernetes/client-node is not installed: scripts/node.sh does that");
        }

        // A module finds its packages above where it lies.
        foreach (var source in Directory.EnumerateFiles(s_sources, "*.mjs"))
        {
            File.Copy(source, Path.Combine(s_installed, Path.GetFileName(source)), overwrite: true);
        }

        await instance.ApplyAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {script}}}\n");
        var kubeconfig = Path.Combine(instance.Folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, await instance.MustAsync("kubeconfig"));
        var environment = new Dictionary<string, string>(instance.Environment)
        {
            ["KUBECONFIG"] = kubeconfig,
            ["LOCALPODS_TEST_NAMESPACE"] = script,
            ["LOCALPODS_TEST_COMMAND"] = Path.Combine(Command.RepositoryRoot, "out", "localpods"),
        };
        var result = await Command.RunAsync("node", [Path.Combine(s_installed, script + ".mjs")], environment);
        result.ExitCode.ShouldBe(0, $"{script}.mjs\n{result}");
    }
}
