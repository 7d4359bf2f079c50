using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>What <c>metrics.k8s.io</c> tells of pods and the node.</summary>
public sealed class MetricsTests
{
    private const string Metrics = "/apis/metrics.k8s.io/v1beta1";
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    [Trait("spec", "KC-38")]
    public async Task Pods_that_run_are_measured_container_by_container()
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, "busy", """{"app":"x"}""", cores: 0.5, bytes: 64 << 20);
        await StartAsync(api, "idle", "{}", cores: 0, bytes: 8 << 20);
        await api.CreatePodAsync("waiting");

        var all = await api.GetAsync($"{Metrics}/namespaces/default/pods");
        all.Code.ShouldBe(200, all.Text);
        all.Text.ShouldStartWith("""{"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{""");
        all.Names.ShouldBe(["busy", "idle"]);
        var busy = all.Json["items"]![0]!;
        busy["metadata"]!["labels"]!["app"]!.GetValue<string>().ShouldBe("x");
        var usage = busy["containers"]!.AsArray().ShouldHaveSingleItem()!;
        usage["name"]!.GetValue<string>().ShouldBe("main");
        usage["usage"]!["memory"]!.GetValue<string>().ShouldBe("64Mi");
        var nano = Api.Quantities.Quantity.Parse(usage["usage"]!["cpu"]!.GetValue<string>()).MilliValue;
        nano.ShouldBeInRange(490, 510);

        (await api.GetAsync($"{Metrics}/pods?labelSelector=app%3Dx")).Names.ShouldBe(["busy"]);
        (await api.GetAsync($"{Metrics}/pods?fieldSelector=metadata.name%3Didle")).Names.ShouldBe(["idle"]);
        (await api.GetAsync($"{Metrics}/namespaces/default/pods/busy")).Json["kind"]!.GetValue<string>().ShouldBe("PodMetrics");
        var gone = await api.GetAsync($"{Metrics}/namespaces/default/pods/nope");
        (gone.Code, gone.Message).ShouldBe((404, "podmetrics.metrics.k8s.io \"default/nope\" not found"));
        (await api.GetAsync($"{Metrics}/namespaces/default/pods/waiting")).Code.ShouldBe(404);
        (await api.PostAsync($"{Metrics}/namespaces/default/pods", "{}")).Code.ShouldBe(405);
        var table = await api.GetAsync($"{Metrics}/pods", "application/json;as=Table;v=v1;g=meta.k8s.io");
        table.Json["rows"]![1]!["cells"]!.AsArray().Take(3).Select(c => c!.GetValue<string>()).ShouldBe(["idle", "0", "8Mi"]);
    }

    [Fact]
    public async Task The_node_is_measured_as_a_whole_and_by_its_pods_where_it_cannot_be_seen()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync("/api/v1/nodes", """{"metadata":{"name":"node-a","labels":{"zone":"z"}}}""");
        await StartAsync(api, "busy", "{}", cores: 1, bytes: 32 << 20);
        foreach (var known in (bool[])[true, false])
        {
            api.Runtime.KnowsNode = known;
            var node = (await api.GetAsync($"{Metrics}/nodes")).Json["items"]!.AsArray().ShouldHaveSingleItem()!;
            node["metadata"]!["labels"]!["zone"]!.GetValue<string>().ShouldBe("z");
            node["usage"]!["memory"]!.GetValue<string>().ShouldBe("32Mi");
            Api.Quantities.Quantity.Parse(node["usage"]!["cpu"]!.GetValue<string>()).MilliValue.ShouldBeInRange(980, 1020);
            node["window"]!.GetValue<string>().ShouldEndWith("s");
        }
    }

    private static async Task StartAsync(ApiHost api, string name, string labels, double cores, long bytes)
    {
        api.Runtime.Behaves(name, "main", new ContainerBehaviour { Cores = cores, MemoryBytes = bytes });
        var pod = new PodIdentity("default", name, $"uid-{name}");
        var sandbox = await api.Runtime.RunSandboxAsync(new SandboxConfig { Pod = pod, Attempt = 0, Hostname = name }, CancellationToken.None);
        var id = await api.Runtime.CreateContainerAsync(sandbox.Id, new ContainerConfig { Pod = pod, Name = "main", Attempt = 0, Image = "busybox:1.32.0", Hash = "x" }, CancellationToken.None);
        await api.Runtime.StartContainerAsync(id, CancellationToken.None);
        await api.CreatePodAsync(name, labels);
        var status = """{"status":{"phase":"Running","containerStatuses":[{"name":"main","image":"i","imageID":"i","ready":true,"restartCount":0,"containerID":"fake://@id","state":{"running":{"startedAt":"2030-01-01T00:00:00Z"}}}]}}"""
            .Replace("@id", id.Value, StringComparison.Ordinal);
        (await api.MergeAsync($"{Pods}/{name}/status", status)).Code.ShouldBe(200);
    }
}
