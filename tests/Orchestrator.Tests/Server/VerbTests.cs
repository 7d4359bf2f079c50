namespace LocalPods.Orchestrator.Tests.Server;

public sealed class VerbTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_created_pod_is_pending_and_on_the_node_and_can_be_read_back()
    {
        await using var api = await ApiHost.StartAsync();
        var created = await api.PostAsync(Pods, Manifests.Pod("web"));
        created.Code.ShouldBe(201, created.Text);
        created.Json["status"]!["phase"]!.GetValue<string>().ShouldBe("Pending");
        created.Json["spec"]!["nodeName"]!.GetValue<string>().ShouldBe("node-a");
        created.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(1);
        Guid.TryParse(created.Json["metadata"]!["uid"]!.GetValue<string>(), out _).ShouldBeTrue();
        var read = await api.GetAsync(Pods + "/web");
        read.Code.ShouldBe(200);
        read.Text.ShouldBe(created.Text);
    }

    [Fact]
    [Trait("spec", "API-13")]
    public async Task A_name_that_is_taken_is_refused()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var again = await api.PostAsync(Pods, Manifests.Pod("web"));
        again.Code.ShouldBe(409);
        again.Text.ShouldBe("""{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure","message":"pods \"web\" already exists","reason":"AlreadyExists","details":{"name":"web","kind":"pods"},"code":409}""");
    }
}
