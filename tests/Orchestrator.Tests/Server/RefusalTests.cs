using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Tests.Server.Access;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Every way in which the API refuses, and the whole Status that tells it, as recorded.</summary>
public sealed partial class RefusalTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string Apply = "application/apply-patch+yaml";

    private readonly StringBuilder _told = new();

    [Fact]
    public async Task Every_refusal_of_a_request_is_told_as_recorded()
    {
        FailingStore? store = null;
        await using var api = await ApiHost.StartAsync(inner => store = new FailingStore(inner));
        await api.CreatePodAsync("web", """{"app":"web"}""");
        await api.PostAsync(Maps, """{"metadata":{"name":"there"},"data":{"a":"1","b":"1"}}""");
        var ahead = api.GetAsync(Maps + "?resourceVersion=999999"); // is waited for, for a while

        Note("an object that is not there", await api.GetAsync(Pods + "/nope"));
        Note("one of a named group", await api.GetAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/nope"));
        Note("a kind that is not there", await api.GetAsync("/api/v1/nothings"));
        Note("an object that is there already", await api.PostAsync(Maps, """{"metadata":{"name":"there"}}"""));
        await api.PostAsync(Maps, """{"metadata":{"name":"held","finalizers":["example.com/hold"]}}""");
        await api.DeleteAsync(Maps + "/held");
        Note("one that is being deleted", await api.PostAsync(Maps, """{"metadata":{"name":"held"}}"""));
        Note("a write after somebody else's", await api.PutAsync(Maps + "/there", """{"metadata":{"name":"there","resourceVersion":"1"}}"""));
        Note("a deletion of another object of the name", await api.DeleteAsync(Maps + "/there", """{"preconditions":{"uid":"other"}}"""));
        Note("a deletion of another version", await api.DeleteAsync(Maps + "/there", """{"preconditions":{"resourceVersion":"1"}}"""));
        await ApplyAsync(api, "one", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"a":"1","b":"1"}}""");
        Note("a field that somebody else applied", await ApplyAsync(api, "two", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"a":"2"}}"""));
        Note("several of them", await ApplyAsync(api, "two", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"a":"2","b":"2"}}"""));
        Note("an apply without a manager", await api.SendAsync(HttpMethod.Patch, Maps + "/applied", "{}", Apply));

        await api.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"ending"}}""");
        await api.PostAsync("/api/v1/namespaces/ending/configmaps", """{"metadata":{"name":"held","finalizers":["example.com/hold"]}}""");
        await api.DeleteAsync("/api/v1/namespaces/ending");
        Note("an object in a namespace that ends", await api.PostAsync("/api/v1/namespaces/ending/configmaps", """{"metadata":{"name":"late"}}"""));
        Note("a namespace that stays", await api.DeleteAsync("/api/v1/namespaces/default"));
        await api.PostAsync("/api/v1/namespaces/default/resourcequotas", """{"metadata":{"name":"few"},"spec":{"hard":{"secrets":"0"}}}""");
        Note("more than a quota allows", await api.PostAsync(Secrets, """{"metadata":{"name":"more"}}"""));
        await api.MergeAsync(Pods + "/web/status", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
        await api.PostAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"metadata":{"name":"one"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"web"}}}}""");
        Note("an eviction that a budget forbids", await api.PostAsync(Pods + "/web/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"web"}}"""));

        Note("one fault", await api.PostAsync(Pods, """{"metadata":{"name":"bad"},"spec":{"containers":[]}}"""));
        Note("several faults", await api.PostAsync(Pods, """{"metadata":{"name":"Bad_Name"},"spec":{"restartPolicy":"Sometimes","containers":[{"name":"a","image":"i"},{"name":"a"}]}}"""));
        Note("a field that stays as it is", await api.MergeAsync(Pods + "/web", """{"spec":{"hostname":"other"}}"""));
        Note("a faulty object of a named group", await api.PostAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"metadata":{"name":"two"},"spec":{"minAvailable":1,"maxUnavailable":1}}"""));
        Note("a JSON patch whose test fails", await api.SendAsync(HttpMethod.Patch, Maps + "/there", """[{"op":"test","path":"/data/a","value":"2"}]""", "application/json-patch+json"));
        Note("a patch that leaves no object of the kind", await api.MergeAsync(Maps + "/there", """{"data":7}"""));

        Note("a body that cannot be read", await api.PostAsync(Maps, "{"));
        Note("an unknown field", await api.PostAsync(Maps + "?fieldValidation=Strict", """{"metadata":{"name":"x","colour":"red"},"date":{}}"""));
        Note("a body of another kind", await api.PostAsync(Maps, """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"}}"""));
        Note("a body of another name", await api.PutAsync(Maps + "/there", """{"metadata":{"name":"other"}}"""));
        Note("a selector that cannot be read", await api.GetAsync(Maps + "?labelSelector=a%20in"));
        Note("a token that cannot be read", await api.GetAsync(Maps + "?continue=x"));
        Note("a method that is not offered", await api.PostAsync(Maps + "/there", "{}"));
        Note("an answer that is not offered", await api.GetAsync(Maps, "text/html"));
        Note("a body of an unknown type", await api.SendAsync(HttpMethod.Post, Maps, "x", "text/plain"));
        Note("a patch of an unknown type", await api.SendAsync(HttpMethod.Patch, Maps + "/there", "{}", "application/json"));
        Note("a body that is too large", await api.PostAsync(Maps, new string(' ', 3 * 1024 * 1024 + 1)));
        Note("a list of the past", await api.GetAsync(Maps + "?resourceVersion=1&resourceVersionMatch=Exact"));
        Note("a list of the future", await ahead);
        foreach (var failure in (StoreFailure[])[StoreFailure.Full, StoreFailure.Closed])
        {
            store!.Fails = failure;
            Note($"a store that is {failure}", await api.PostAsync(Maps, """{"metadata":{"name":"unwritten"}}"""));
        }

        Golden.Check("refusals", _told.ToString());
    }

    [Fact]
    public async Task Every_refusal_of_a_caller_is_told_as_recorded()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        Note("nobody that is known", await host.Client(null).AskAsync("GET", Pods));
        Note("a token that is none", await host.Client("Bearer x").AskAsync("GET", Pods));
        Note("a list", await ci.AskAsync("GET", Pods));
        Note("one object", await ci.AskAsync("GET", Pods + "/web"));
        Note("a subresource of a named group", await ci.AskAsync("GET", "/apis/apps/v1/namespaces/default/deployments/web/scale"));
        Note("beyond all namespaces", await ci.AskAsync("GET", "/api/v1/nodes"));
        Note("beyond the kinds", await ci.AskAsync("GET", "/metrics"));
        Golden.Check("refusals-of-callers", _told.ToString());
    }

    private static Task<ApiAnswer> ApplyAsync(ApiHost api, string manager, string body) => api.SendAsync(HttpMethod.Patch, $"{Maps}/applied?fieldManager={manager}", body, Apply);

    private void Note(string what, ApiAnswer answer)
    {
        answer.Code.ShouldBeGreaterThanOrEqualTo(400, what);
        answer.ContentType.ShouldBe("application/json", what);
        answer.Json["code"]!.GetValue<int>().ShouldBe(answer.Code, what);
        var text = answer.Json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _told.Append("# ").Append(what).Append('\n').Append(Varying().Replace(text, "...")).Append("\n\n");
    }

    // Ids and revisions depend on what else the server writes at its start, times on when this is.
    [GeneratedRegex(@"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}(-\d\d){2}T(\d\d:){2}\d\dZ|(?<=in record \(|current: )\d+")]
    private static partial Regex Varying();
}
