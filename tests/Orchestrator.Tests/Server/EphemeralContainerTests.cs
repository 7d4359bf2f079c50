namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>The subresource by which ephemeral containers are added.</summary>
public sealed class EphemeralContainerTests
{
    private const string Pod = "/api/v1/namespaces/default/pods/web";
    private const string Part = Pod + "/ephemeralcontainers";
    private const string Strategic = "application/strategic-merge-patch+json";

    [Theory]
    [InlineData(Strategic)]
    [InlineData("application/merge-patch+json")]
    public async Task A_patch_adds_one_with_its_defaults_and_nothing_else(string mediaType)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var added = await api.SendAsync(
            HttpMethod.Patch, Part, """{"metadata":{"labels":{"x":"y"}},"spec":{"ephemeralContainers":[{"name":"dbg","image":"busybox:1.32.0","targetContainerName":"main"}]}}""", mediaType);
        added.Code.ShouldBe(200, added.Text);
        added.Json["kind"]!.GetValue<string>().ShouldBe("Pod");
        var container = added.Json["spec"]!["ephemeralContainers"]![0]!;
        container["imagePullPolicy"]!.GetValue<string>().ShouldBe("IfNotPresent");
        container["terminationMessagePath"]!.GetValue<string>().ShouldBe("/dev/termination-log");
        container["targetContainerName"]!.GetValue<string>().ShouldBe("main");
        added.Json["metadata"]!["labels"].ShouldBeNull();
        added.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(2);
        (await api.GetAsync(Part)).Text.ShouldBe(added.Text);
    }

    [Fact]
    public async Task A_strategic_patch_keeps_those_that_are_there()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        await AddAsync(api, "one");
        var second = await api.SendAsync(
            HttpMethod.Patch, Part, """{"spec":{"$setElementOrder/ephemeralContainers":[{"name":"one"},{"name":"two"}],"ephemeralContainers":[{"name":"two","image":"busybox"}]}}""", Strategic);
        second.Code.ShouldBe(200, second.Text);
        second.Json["spec"]!["ephemeralContainers"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_put_of_the_whole_pod_changes_only_the_list()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var pod = (await api.GetAsync(Pod)).Json;
        pod["metadata"]!["annotations"] = new System.Text.Json.Nodes.JsonObject { ["a"] = "b" };
        pod["spec"]!["containers"]![0]!["image"] = "other:1";
        pod["spec"]!["ephemeralContainers"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"name":"dbg","image":"busybox"}]""");
        var put = await api.PutAsync(Part, pod.ToJsonString());
        put.Code.ShouldBe(200, put.Text);
        put.Json["metadata"]!["annotations"].ShouldBeNull();
        put.Json["spec"]!["containers"]![0]!["image"]!.GetValue<string>().ShouldBe("busybox:1.32.0");
        put.Json["spec"]!["ephemeralContainers"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"name":"dbg","image":"busybox","ports":[{"containerPort":80}]}""", "spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container")]
    [InlineData("""{"name":"dbg","image":"busybox","lifecycle":{"preStop":{"sleep":{"seconds":1}}}}""", "spec.ephemeralContainers[0].lifecycle: Forbidden: cannot be set for an Ephemeral Container")]
    [InlineData("""{"name":"dbg","image":"busybox","resources":{"limits":{"cpu":"1"}}}""", "spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container")]
    [InlineData("""{"name":"dbg","image":"busybox","targetContainerName":"none"}""", "spec.ephemeralContainers[0].targetContainerName: Not found: \"none\"")]
    [InlineData("""{"name":"main","image":"busybox"}""", "spec.ephemeralContainers[0].name: Duplicate value: \"main\"")]
    public async Task What_it_may_not_have_is_refused(string container, string fault)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var refused = await api.SendAsync(HttpMethod.Patch, Part, $$$"""{"spec":{"ephemeralContainers":[{{{container}}}]}}""", Strategic);
        refused.Code.ShouldBe(422, refused.Text);
        refused.Message.ShouldContain(fault);
    }

    [Fact]
    public async Task One_that_is_there_can_neither_change_nor_go()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        await AddAsync(api, "dbg");
        var changed = await api.SendAsync(HttpMethod.Patch, Part, """{"spec":{"ephemeralContainers":[{"name":"dbg","image":"other:1"}]}}""", Strategic);
        (changed.Code, changed.Message.Contains("existing ephemeral containers \"dbg\" may not be changed", StringComparison.Ordinal)).ShouldBe((422, true), changed.Text);
        var removed = await api.MergeAsync(Part, """{"spec":{"ephemeralContainers":[]}}""");
        (removed.Code, removed.Message.Contains("existing ephemeral containers \"dbg\" may not be removed", StringComparison.Ordinal)).ShouldBe((422, true), removed.Text);
        var byUpdate = await api.MergeAsync(Pod, """{"spec":{"ephemeralContainers":[{"name":"two","image":"busybox"}]}}""");
        byUpdate.Code.ShouldBe(422, byUpdate.Text);
    }

    [Fact]
    public async Task A_pod_cannot_be_created_with_one()
    {
        await using var api = await ApiHost.StartAsync();
        var body = Manifests.Pod("web").Replace("\"spec\":{", "\"spec\":{\"ephemeralContainers\":[{\"name\":\"dbg\",\"image\":\"busybox\"}],", StringComparison.Ordinal);
        var refused = await api.PostAsync("/api/v1/namespaces/default/pods", body);
        (refused.Code, refused.Message).ShouldBe((422, "Pod \"web\" is invalid: spec.ephemeralContainers: Forbidden: cannot be set on create"));
    }

    private static async Task AddAsync(ApiHost api, string name)
    {
        var added = await api.SendAsync(HttpMethod.Patch, Part, $$$"""{"spec":{"ephemeralContainers":[{"name":"{{{name}}}","image":"busybox"}]}}""", Strategic);
        added.Code.ShouldBe(200, added.Text);
    }
}
