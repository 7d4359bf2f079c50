using LocalPods.Orchestrator.Store;

namespace LocalPods.Simulation;

/// <summary>Pods that manifests on the node ask for.</summary>
public sealed class StaticPodTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterRescan = TimeSpan.FromSeconds(22);

    [Fact]
    public void A_manifest_runs_and_is_shown_as_a_pod_of_the_node() => Run(async (node, folder) =>
    {
        folder.Write("web.yml", Manifest("web"));
        node.StartAgent();
        await node.UntilAsync("ready", Soon, () => node.IsReady("web-sim"));
        var pod = node.Find("web-sim")!;
        var notes = pod.Metadata.Annotations!;
        notes["kubernetes.io/config.source"].ShouldBe("file");
        notes["kubernetes.io/config.hash"].ShouldBe(notes["kubernetes.io/config.mirror"]);
        notes.ShouldContainKey("kubernetes.io/config.seen");
        pod.Metadata.OwnerReferences.ShouldHaveSingleItem().Kind.ShouldBe("Node");
        pod.Spec.NodeName.ShouldBe("sim");
        pod.Spec.Tolerations.ShouldContain(t => t.Operator == "Exists" && t.Effect == "NoExecute");
        node.Engine.Pods.ShouldHaveSingleItem().Pod.Uid.ShouldBe(notes["kubernetes.io/config.hash"]);
        pod.Metadata.Uid.ShouldNotBe(notes["kubernetes.io/config.hash"]);
    });

    [Fact]
    public void An_object_that_somebody_deletes_comes_back_and_the_pod_does_not_notice() => Run(async (node, folder) =>
    {
        folder.Write("web.yml", Manifest("web"));
        node.StartAgent();
        await node.UntilAsync("ready", Soon, () => node.IsReady("web-sim"));
        var before = node.Find("web-sim")!;
        await node.Store.DeleteAsync(Key, expectedRevision: null, CancellationToken.None);
        await node.UntilAsync("back", Soon, () => node.Find("web-sim") is { } now && now.Metadata.Uid != before.Metadata.Uid && node.IsReady("web-sim"));
        await node.SleepAsync(TimeSpan.FromMinutes(2));
        node.Engine.Journal.StartsOf("app").Length.ShouldBe(1);
        node.Find("web-sim")!.Status.StartTime.ShouldBe(before.Status.StartTime);

        // What happens to it afterwards is told by the new object.
        node.Engine.Die(before.Metadata.Annotations!["kubernetes.io/config.hash"], "app", 1);
        await node.UntilAsync("restarted", Soon, () => node.StatusOf("web-sim", "app") is { RestartCount: 1, Ready: true });
    });

    [Fact]
    public void A_changed_manifest_ends_the_pod_and_starts_another() => Run(async (node, folder) =>
    {
        folder.Write("web.yml", Manifest("web"));
        node.StartAgent();
        await node.UntilAsync("ready", Soon, () => node.IsReady("web-sim"));
        var before = node.Find("web-sim")!.Metadata.Annotations!["kubernetes.io/config.hash"];

        folder.Write("web.yml", "# only a comment\n" + Manifest("web"));
        await node.SleepAsync(AfterRescan);
        node.Engine.Journal.StartsOf("app").Length.ShouldBe(1);

        folder.Write("web.yml", Manifest("web", image: "busybox:1.33.0"));
        node.ManifestsChanged();
        await node.UntilAsync("another", Soon, () => node.IsReady("web-sim") && node.Find("web-sim")!.Metadata.Annotations!["kubernetes.io/config.hash"] != before);
        node.StatusOf("web-sim", "app")!.RestartCount.ShouldBe(0);
        node.Engine.Pods.ShouldHaveSingleItem();
        node.Engine.Journal.TimesOf("app", RuntimeDeed.Stopping).Length.ShouldBe(1);
    });

    [Fact]
    public void A_manifest_that_goes_takes_its_pod_along_though_nothing_told_of_it() => Run(async (node, folder) =>
    {
        folder.Write("web.yml", Manifest("web"));
        node.StartAgent();
        await node.UntilAsync("ready", Soon, () => node.IsReady("web-sim"));
        folder.Remove("web.yml");
        await node.UntilAsync("gone", AfterRescan, () => node.Find("web-sim") is null);
        node.Engine.IsEmpty.ShouldBeTrue();
        node.PodFolders.ShouldBeEmpty();
    });

    [Fact]
    public void A_bad_file_is_said_once_keeps_what_it_held_and_holds_nothing_else_back() => Run(async (node, folder) =>
    {
        folder.Write("web.yml", Manifest("web"));
        node.StartAgent();
        await node.UntilAsync("ready", Soon, () => node.IsReady("web-sim"));
        folder.Write("web.yml", Manifest("web").Replace("image:", "imagee:", StringComparison.Ordinal));
        folder.Write("other.json", "{ nonsense");
        folder.Write("two.yml", Manifest("a") + "---\n" + Manifest("b"));
        folder.Write("fine.yml", Manifest("fine"));
        folder.Write(".fine.yml.swp", "not a manifest");
        node.ManifestsChanged();
        await node.UntilAsync("the good one", Soon, () => node.IsReady("fine-sim"));
        await node.SleepAsync(TimeSpan.FromMinutes(3));
        node.IsReady("web-sim").ShouldBeTrue();
        node.Engine.Journal.StartsOf("app").Length.ShouldBe(2);
        var told = node.EventsOf("sim").Where(e => e.Reason == "InvalidManifest").ToList();
        told.Select(e => e.Message!.Split(' ')[2].Split(':')[0]).Order(StringComparer.Ordinal).ShouldBe(["other.json", "two.yml", "web.yml"]);
        told.ShouldAllBe(e => e.Count == 1);

        await node.RestartAgentAsync(); // it has never seen the good one
        await node.SleepAsync(TimeSpan.FromMinutes(1));
        node.IsReady("web-sim").ShouldBeTrue();
        node.Engine.Journal.StartsOf("app").Length.ShouldBe(2);
    });

    [Fact]
    public void An_agent_that_is_told_of_no_folder_ends_the_static_pods_of_the_one_before() => Run(async (node, folder) =>
    {
        folder.Write("web.yml", Manifest("web"));
        node.StartAgent();
        await node.UntilAsync("ready", Soon, () => node.IsReady("web-sim"));
        node.ManifestDirectory = null;
        await node.RestartAgentAsync();
        await node.UntilAsync("gone", Soon, () => node.Find("web-sim") is null && node.Engine.IsEmpty);
    });

    [Fact]
    public void Of_two_manifests_of_one_name_the_one_that_runs_goes_on_and_the_other_is_told_to_be_ignored() => Run(async (node, folder) =>
    {
        folder.Write("st.yml", Manifest("web"));
        node.StartAgent();
        await node.UntilAsync("ready", Soon, () => node.IsReady("web-sim"));
        folder.Write("dup.yml", Manifest("web"));
        await node.SleepAsync(AfterRescan);
        await node.RestartAgentAsync(); // it finds both
        await node.SleepAsync(AfterRescan);
        node.Engine.Journal.StartsOf("app").Length.ShouldBe(1);
        node.EventsOf("sim").Where(e => e.Reason == "InvalidManifest").ShouldAllBe(e => e.Message!.EndsWith("due to duplicate pod name \"web-sim\", ignoring", StringComparison.Ordinal));
        node.EventsOf("sim").ShouldContain(e => e.Reason == "InvalidManifest");

        folder.Remove("st.yml");
        node.ManifestsChanged();
        await node.UntilAsync("the other", AfterRescan, () => node.Engine.Journal.StartsOf("app").Length == 2 && node.IsReady("web-sim"));
    });

    [Fact]
    public void A_name_that_an_ordinary_pod_has_is_waited_for() => Run(async (node, folder) =>
    {
        node.StartAgent();
        await node.CreateAsync("web-sim", PodSpecs.Of("Always", PodSpecs.Container("mine")));
        folder.Write("web.yml", Manifest("web"));
        node.ManifestsChanged();
        await node.SleepAsync(Soon);
        node.EventsOf("sim").ShouldContain(e => e.Reason == "InvalidManifest" && e.Message!.Contains("there is a pod web-sim in namespace default already", StringComparison.Ordinal));
        await node.DeleteAsync("web-sim", 1);
        await node.UntilAsync("it runs", Soon, () => node.StatusOf("web-sim", "app")?.Ready == true);
    });

    [Fact]
    public void A_daemon_killed_anywhere_neither_stops_nor_doubles_a_static_pod_and_follows_its_manifest()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            Run(async (node, folder) =>
            {
                folder.Write("web.yml", Manifest("web"));
                node.StartAgent();
                for (var i = 0; i < 3; i++)
                {
                    await node.SleepAsync(TimeSpan.FromMilliseconds(seed * 53 * (i + 1) % 1500));
                    await node.KillAgentAsync();
                    if (i == 0 && node.Find("web-sim") is not null)
                    {
                        await node.Store.DeleteAsync(Key, expectedRevision: null, CancellationToken.None);
                    }

                    node.StartAgent();
                }

                await node.UntilAsync("ready", TimeSpan.FromSeconds(30), () => node.IsReady("web-sim"));
                node.Engine.Journal.StartsOf("app").Length.ShouldBe(1);
                folder.Write("web.yml", Manifest("web", image: "busybox:1.33.0"));
                node.ManifestsChanged();
                await node.SleepAsync(TimeSpan.FromMilliseconds(seed * 31 % 900));
                await node.RestartAgentAsync();
                await node.UntilAsync("the new one", TimeSpan.FromSeconds(40), () => node.IsReady("web-sim") && node.Find("web-sim")!.Spec.Containers[0].Image == "busybox:1.33.0");
                node.Engine.Pods.ShouldHaveSingleItem();
                folder.Remove("web.yml");
                await node.RestartAgentAsync();
                await node.UntilAsync("gone", TimeSpan.FromSeconds(40), () => node.Find("web-sim") is null && node.Engine.IsEmpty);
            }, seed);
        }
    }

    private static ObjectKey Key { get; } = new("pods", "default", "web-sim");

    private static string Manifest(string name, string image = "busybox:1.32.0") => $$"""
        apiVersion: v1
        kind: Pod
        metadata: { name: {{name}} }
        spec:
          terminationGracePeriodSeconds: 5
          containers:
          - name: app
            image: {{image}}

        """;

    private static void Run(Func<SimulatedNode, ManifestFolder, Task> scenario, int seed = 1) => TestKit.Simulation.Run(seed, async sim =>
    {
        using var folder = new ManifestFolder();
        using var node = new SimulatedNode(sim) { ManifestDirectory = folder.Path };
        await scenario(node, folder);
        node.Engine.Journal.StartedTwice().ShouldBeEmpty();
        node.Engine.Journal.RanTwiceAtOnce().ShouldBeEmpty();
        await node.KillAgentAsync();
    });

    private sealed class ManifestFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("localpods-manifests-").FullName;

        public void Write(string name, string content) => File.WriteAllText(System.IO.Path.Combine(Path, name), content);

        public void Remove(string name) => File.Delete(System.IO.Path.Combine(Path, name));

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
