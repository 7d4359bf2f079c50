using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>The events of the core group and of <c>events.k8s.io</c> are the same.</summary>
public sealed class NewerEventTests
{
    private const string Older = "/api/v1/namespaces/default/events";
    private const string Newer = "/apis/events.k8s.io/v1/namespaces/default/events";

    private const string Recorded = """
        {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"web.1"},"eventTime":"2030-01-01T00:00:00.000001Z","reportingController":"example.com/keeper",
         "reportingInstance":"keeper-0","action":"Watering","reason":"Dry","regarding":{"kind":"Pod","namespace":"default","name":"web"},"note":"it was dry","type":"Normal"}
        """;

    [Fact]
    public async Task What_is_written_in_one_form_is_read_in_the_other()
    {
        await using var api = await ApiHost.StartAsync();
        var made = await api.PostAsync(Newer, Recorded);
        made.Code.ShouldBe(201, made.Text);
        made.Json["apiVersion"]!.GetValue<string>().ShouldBe("events.k8s.io/v1");
        var older = (await api.GetAsync(Older + "/web.1")).Json;
        (Text(older, "apiVersion"), Text(older, "message"), Text(older, "reportingComponent"), older["involvedObject"]!["name"]!.GetValue<string>())
            .ShouldBe(("v1", "it was dry", "example.com/keeper", "web"));
        older.ContainsKey("note").ShouldBeFalse();

        (await api.PostAsync(Older, """
            {"metadata":{"name":"old.1"},"involvedObject":{"kind":"Pod","namespace":"default","name":"web"},"reason":"Old","message":"told","source":{"component":"kubelet"},
             "firstTimestamp":"2030-01-01T00:00:00Z","count":3,"type":"Warning"}
            """)).Code.ShouldBe(201);
        var newer = (await api.GetAsync(Newer + "?fieldSelector=regarding.name=web,reason=Old")).Json["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        (Text(newer, "note"), newer["deprecatedCount"]!.GetValue<int>(), newer["deprecatedSource"]!["component"]!.GetValue<string>()).ShouldBe(("told", 3, "kubelet"));
        (await api.GetAsync(Newer)).Names.ShouldBe((await api.GetAsync(Older)).Names);
        (await api.GetAsync(Newer + "/nope")).Message.ShouldBe("events.events.k8s.io \"nope\" not found");
    }

    [Fact]
    public async Task A_watch_of_either_form_sees_what_is_written_in_the_other()
    {
        await using var api = await ApiHost.StartAsync();
        await using var newer = await WatchStream.OpenAsync(api, Newer + "?watch=true");
        await using var older = await WatchStream.OpenAsync(api, Older + "?watch=true");
        await api.PostAsync(Newer, Recorded);
        (await newer.NextAsync())!["object"]!["note"]!.GetValue<string>().ShouldBe("it was dry");
        (await older.NextAsync())!["object"]!["message"]!.GetValue<string>().ShouldBe("it was dry");
        (await api.MergeAsync(Newer + "/web.1", """{"series":{"count":2,"lastObservedTime":"2030-01-01T00:00:05.000000Z"}}""")).Code.ShouldBe(200);
        (await older.NextAsync())!["object"]!["series"]!["count"]!.GetValue<int>().ShouldBe(2);
        await api.DeleteAsync(Older + "/web.1");
        (await newer.NextNamesAsync(2)).ShouldBe(["MODIFIED web.1", "DELETED web.1"]);
    }

    [Theory]
    [InlineData("eventTime", "eventTime: Required value")]
    [InlineData("reportingController", "reportingController: Required value")]
    [InlineData("reportingInstance", "reportingInstance: Required value")]
    [InlineData("action", "action: Required value")]
    [InlineData("reason", "reason: Required value")]
    [InlineData("type", "type: Invalid value: \"\": has invalid value")]
    public async Task The_newer_form_wants_more(string missing, string fault)
    {
        await using var api = await ApiHost.StartAsync();
        var body = JsonNode.Parse(Recorded)!.AsObject();
        body.Remove(missing);
        var answer = await api.PostAsync(Newer, body.ToJsonString());
        (answer.Code, answer.Message).ShouldBe((422, $"Event.events.k8s.io \"web.1\" is invalid: {fault}"));
    }

    private static string Text(JsonObject content, string name) => content[name]!.GetValue<string>();
}
