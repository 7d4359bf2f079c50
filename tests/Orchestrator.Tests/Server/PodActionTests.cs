namespace LocalPods.Orchestrator.Tests.Server;

public sealed class PodActionTests
{
    private const string Pod = "/api/v1/namespaces/default/pods/web";

    [Fact]
    public async Task An_eviction_deletes_the_pod_with_its_grace_or_the_one_of_the_request()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var answer = await api.PostAsync(Pod + "/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"web","namespace":"default"}}""");
        (answer.Code, answer.Json["kind"]!.GetValue<string>(), answer.Json["status"]!.GetValue<string>()).ShouldBe((201, "Status", "Success"));
        (await api.GetAsync(Pod)).Json["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>().ShouldBe(30);
        (await api.PostAsync(Pod + "/eviction", """{"metadata":{"name":"web"},"deleteOptions":{"gracePeriodSeconds":5}}""")).Code.ShouldBe(201);
        (await api.GetAsync(Pod)).Json["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>().ShouldBe(5);
        (await api.PostAsync(Pod + "/eviction", """{"apiVersion":"policy/v1beta1","metadata":{"name":"web"},"deleteOptions":{"gracePeriodSeconds":0}}""")).Code.ShouldBe(201);
        (await api.GetAsync(Pod)).Code.ShouldBe(404);
    }

    [Theory]
    [InlineData("", """{"metadata":{"name":"other"}}""", 400, "name in URL does not match name in Eviction object")]
    [InlineData("", """{"metadata":{"name":"web","namespace":"x"}}""", 400, "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData("", """{"metadata":{"name":"web"},"deleteOptions":{"preconditions":{"uid":"x"}}}""", 409, null)]
    [InlineData("", """{"metadata":{"name":"web"},"deleteOptions":{"propagationPolicy":"Foo"}}""", 422, null)]
    [InlineData("", "7", 400, null)]
    [InlineData("?dryRun=All", """{"metadata":{"name":"web"}}""", 201, null)]
    [InlineData("", """{"metadata":{"name":"web"},"deleteOptions":{"dryRun":["All"]}}""", 201, null)]
    public async Task An_eviction_that_is_refused_or_only_tried_leaves_the_pod_alone(string query, string body, int code, string? message)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var answer = await api.PostAsync(Pod + "/eviction" + query, body);
        answer.Code.ShouldBe(code, answer.Text);
        if (message is not null)
        {
            answer.Message.ShouldBe(message);
        }

        (await api.GetAsync(Pod)).Json["metadata"]!.AsObject().ContainsKey("deletionTimestamp").ShouldBeFalse();
    }

    [Fact]
    public async Task A_pod_that_is_not_there_cannot_be_evicted_nor_bound()
    {
        await using var api = await ApiHost.StartAsync();
        (await api.PostAsync(Pod + "/eviction", """{"metadata":{"name":"web"}}""")).Message.ShouldBe("pods \"web\" not found");
        (await api.PostAsync(Pod + "/binding", """{"metadata":{"name":"web"},"target":{"name":"n"}}""")).Message.ShouldBe("pods \"web\" not found");
        (await api.GetAsync(Pod + "/eviction")).Code.ShouldBe(405);
    }

    [Fact]
    public async Task A_pod_has_its_node_from_the_start()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var bound = await api.PostAsync(Pod + "/binding", """{"apiVersion":"v1","kind":"Binding","metadata":{"name":"web"},"target":{"kind":"Node","name":"node-b"}}""");
        (bound.Code, bound.Message).ShouldBe((409, "Operation cannot be fulfilled on pods/binding \"web\": pod web is already assigned to node \"node-a\""));
        var collected = await api.PostAsync("/api/v1/namespaces/default/bindings", """{"apiVersion":"v1","kind":"Binding","metadata":{"name":"web"},"target":{"name":"node-b"}}""");
        (collected.Code, collected.Message).ShouldBe((bound.Code, bound.Message));
        (await api.PostAsync("/api/v1/namespaces/default/bindings", """{"metadata":{"name":"gone"},"target":{"name":"n"}}""")).Message.ShouldBe("pods \"gone\" not found");
        (await api.GetAsync("/api/v1/namespaces/default/bindings")).Code.ShouldBe(405);
        (await api.PostAsync(Pod + "/binding", """{"metadata":{"name":"web"},"target":{}}""")).Message.ShouldBe("Binding \"web\" is invalid: target.name: Required value");
        (await api.PostAsync(Pod + "/binding", """{"metadata":{"name":"web"},"target":{"kind":"Pod","name":"x"}}""")).Message
            .ShouldBe("Binding \"web\" is invalid: target.kind: Unsupported value: \"Pod\": supported values: \"Node\", \"<empty>\"");
    }
}
