using LocalPods.Orchestrator.Store;
using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>The objects that show static pods, as clients meet them.</summary>
public sealed class MirrorPodTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Mirror = "metadata.annotations[kubernetes.io/config.mirror]: Forbidden: ";

    [Fact]
    public async Task Only_the_node_makes_them()
    {
        await using var api = await ApiHost.StartAsync();
        var body = Manifests.Pod("web").Replace("\"labels\"", "\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"},\"labels\"", StringComparison.Ordinal);
        var created = await api.PostAsync(Pods, body);
        (created.Code, created.Message).ShouldBe((422, $"Pod \"web\" is invalid: {Mirror}may not add mirror pod annotation"));
        await api.CreatePodAsync("web");
        (await api.MergeAsync(Pods + "/web", """{"metadata":{"annotations":{"kubernetes.io/config.mirror":"x"}}}""")).Message.ShouldContain(Mirror + "may not add mirror pod annotation");
    }

    [Fact]
    public async Task A_delete_removes_one_at_once_whatever_its_grace()
    {
        await using var api = await ApiHost.StartAsync();
        await ShowAsync(api);
        (await api.DeleteAsync(Pods + "/web")).Code.ShouldBe(200);
        (await api.GetAsync(Pods + "/web")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Its_spec_is_the_manifests()
    {
        await using var api = await ApiHost.StartAsync();
        await ShowAsync(api);
        (await api.MergeAsync(Pods + "/web", """{"metadata":{"labels":{"a":"b"}}}""")).Code.ShouldBe(200);
        (await api.SendAsync(HttpMethod.Patch, Pods + "/web", """[{"op":"replace","path":"/spec/containers/0/image","value":"other:1"}]""", "application/json-patch+json"))
            .Message.ShouldBe("Pod \"web\" is invalid: spec: Forbidden: a static pod is changed in its manifest on the node");
        (await api.MergeAsync(Pods + "/web", """{"metadata":{"annotations":{"kubernetes.io/config.mirror":null}}}""")).Message.ShouldContain("may not remove or update mirror pod annotation");
        (await api.MergeAsync(Pods + "/web/ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"dbg","image":"busybox"}]}}"""))
            .Message.ShouldContain("static pods do not support ephemeral containers");
    }

    // As the node does: straight into the store.
    private static async Task ShowAsync(ApiHost api)
    {
        var pod = await api.CreatePodAsync("web");
        var key = new ObjectKey("pods", "default", "web");
        pod["metadata"]!["annotations"] = new JsonObject { ["kubernetes.io/config.mirror"] = "hash" };
        await api.Store.UpdateAsync(key, pod, api.Store.Get(key)!.Revision, timeToLive: null, CancellationToken.None);
    }
}
