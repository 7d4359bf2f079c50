namespace LocalPods.Orchestrator.Tests.Server.Access;

public sealed class AuthorizationTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string User = "User \"system:serviceaccount:default:ci\"";

    [Theory]
    [InlineData("GET", Pods, "pods is forbidden: {0} cannot list resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", Pods + "?watch=true", "pods is forbidden: {0} cannot watch resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", "/api/v1/watch/namespaces/default/pods/a", "pods \"a\" is forbidden: {0} cannot watch resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", "/api/v1/pods", "pods is forbidden: {0} cannot list resource \"pods\" in API group \"\" at the cluster scope")]
    [InlineData("GET", Pods + "/a", "pods \"a\" is forbidden: {0} cannot get resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("POST", Pods, "pods is forbidden: {0} cannot create resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("PUT", Pods + "/a", "pods \"a\" is forbidden: {0} cannot update resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("PATCH", Pods + "/a/status", "pods \"a\" is forbidden: {0} cannot patch resource \"pods/status\" in API group \"\" in the namespace \"default\"")]
    [InlineData("DELETE", Pods + "/a", "pods \"a\" is forbidden: {0} cannot delete resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("DELETE", Pods, "pods is forbidden: {0} cannot deletecollection resource \"pods\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", Pods + "/a/log", "pods \"a\" is forbidden: {0} cannot get resource \"pods/log\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", Pods + "/a/exec?command=sh", "pods \"a\" is forbidden: {0} cannot create resource \"pods/exec\" in API group \"\" in the namespace \"default\"")]
    [InlineData("POST", Pods + "/a/portforward", "pods \"a\" is forbidden: {0} cannot create resource \"pods/portforward\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", "/api/v1/namespaces/default", "namespaces \"default\" is forbidden: {0} cannot get resource \"namespaces\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", "/api/v1/nodes/n", "nodes \"n\" is forbidden: {0} cannot get resource \"nodes\" in API group \"\" at the cluster scope")]
    [InlineData("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/x", "clusterroles.rbac.authorization.k8s.io \"x\" is forbidden: {0} cannot get resource \"clusterroles\" in API group \"rbac.authorization.k8s.io\" at the cluster scope")]
    [InlineData("GET", "/apis/nowhere.example/v1/things", "things.nowhere.example is forbidden: {0} cannot list resource \"things\" in API group \"nowhere.example\" at the cluster scope")]
    [InlineData("GET", "/metrics", "forbidden: {0} cannot get path \"/metrics\"")]
    [InlineData("POST", "/localpods/shutdown", "forbidden: {0} cannot post path \"/localpods/shutdown\"")]
    public async Task Who_may_not_is_told_what(string method, string path, string message)
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        var answer = await ci.AskAsync(method, path, method is "GET" or "DELETE" ? null : "{}");
        (answer.Code, answer.Reason, answer.Message).ShouldBe((403, "Forbidden", string.Format(System.Globalization.CultureInfo.InvariantCulture, message, User)));
    }

    [Fact]
    public async Task A_role_counts_in_the_namespace_of_its_binding()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        (await ci.AskAsync("GET", Pods)).Code.ShouldBe(403);
        await host.GrantAsync("ci", """[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods","namespaces"]}]""", inNamespace: "default");
        (await ci.AskAsync("GET", Pods)).Code.ShouldBe(200);
        (await ci.AskAsync("GET", "/api/v1/namespaces/default")).Code.ShouldBe(200);
        (await ci.AskAsync("GET", "/api/v1/namespaces/kube-system/pods")).Code.ShouldBe(403);
        (await ci.AskAsync("GET", "/api/v1/pods")).Code.ShouldBe(403);
        (await ci.AskAsync("POST", Pods, Manifests.Pod("a", "{}", "b"))).Code.ShouldBe(403);

        await host.Api.DeleteAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings/ci");
        (await ci.AskAsync("GET", Pods)).Code.ShouldBe(403);
    }

    [Fact]
    public async Task A_rule_with_names_is_about_these_objects_and_lists_of_one_of_them()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        await host.Api.CreatePodAsync("mine");
        await host.GrantAsync("ci", """[{"verbs":["*"],"apiGroups":[""],"resources":["pods"],"resourceNames":["mine"]}]""");
        (await ci.AskAsync("GET", Pods + "/mine")).Code.ShouldBe(200);
        (await ci.AskAsync("GET", Pods + "/yours")).Code.ShouldBe(403);
        (await ci.AskAsync("GET", Pods)).Code.ShouldBe(403);
        (await ci.AskAsync("GET", Pods + "?fieldSelector=metadata.name=mine")).Names.ShouldBe(["mine"]);
        (await ci.AskAsync("GET", Pods + "?fieldSelector=metadata.name!=mine")).Code.ShouldBe(403);
        (await ci.AskAsync("GET", Pods + "?fieldSelector=nonsense")).Code.ShouldBe(403);
    }

    [Fact]
    public async Task A_binding_of_a_role_that_is_missing_says_so()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        await host.GrantAsync("ci", "[]");
        await host.Api.DeleteAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles/ci");
        (await ci.AskAsync("GET", Pods)).Message.ShouldBe(
            $"pods is forbidden: {User} cannot list resource \"pods\" in API group \"\" in the namespace \"default\": RBAC: clusterrole.rbac.authorization.k8s.io \"ci\" not found");
    }

    [Fact]
    public async Task The_usual_roles_do_what_they_are_for()
    {
        await using var host = await AccessHost.StartAsync();
        var viewer = await host.AccountAsync("viewer");
        (await host.Api.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", Bound("view", "viewer"))).Code.ShouldBe(201);
        (await viewer.AskAsync("GET", Pods)).Code.ShouldBe(200);
        (await viewer.AskAsync("GET", "/api/v1/namespaces/default/secrets")).Code.ShouldBe(403);
        (await viewer.AskAsync("POST", Pods, Manifests.Pod("a", "{}", "b"))).Code.ShouldBe(403);
        var editor = await host.AccountAsync("editor");
        (await host.Api.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", Bound("edit", "editor"))).Code.ShouldBe(201);
        (await editor.AskAsync("POST", Pods, Manifests.Pod("a", "{}", "b"))).Code.ShouldBe(201);
        (await editor.AskAsync("GET", "/api/v1/namespaces/default/secrets")).Code.ShouldBe(200);
        (await editor.AskAsync("GET", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles")).Code.ShouldBe(403);
        var admin = await host.AccountAsync("admin");
        (await host.Api.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", Bound("admin", "admin"))).Code.ShouldBe(201);
        (await admin.AskAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", Bound("edit", "friend"))).Code.ShouldBe(201);
        (await admin.AskAsync("GET", "/api/v1/nodes")).Code.ShouldBe(403);
        var root = await host.AccountAsync("root");
        (await host.Api.PostAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", Bound("cluster-admin", "root"))).Code.ShouldBe(201);
        (await root.AskAsync("GET", "/api/v1/nodes")).Code.ShouldBe(200);
        (await root.AskAsync("GET", "/localpods/access")).Code.ShouldBe(403, "the daemon is its owner's alone");
    }

    [Fact]
    public async Task A_role_that_is_made_of_others_follows_them()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        (await host.Api.PostAsync("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", Bound("view", "ci"))).Code.ShouldBe(201);
        (await ci.AskAsync("GET", "/api/v1/nodes")).Code.ShouldBe(403);
        (await host.Api.PostAsync(
            "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            """{"metadata":{"name":"more","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},"rules":[{"verbs":["list"],"apiGroups":[""],"resources":["nodes"]}]}""")).Code.ShouldBe(201);
        await ApiHost.EventuallyAsync(async () => (await ci.AskAsync("GET", "/api/v1/nodes")).Code == 200);
        await host.Api.DeleteAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles/more");
        await ApiHost.EventuallyAsync(async () => (await ci.AskAsync("GET", "/api/v1/nodes")).Code == 403);
    }

    [Fact]
    public async Task Every_namespace_has_an_account_and_the_authority_and_both_come_back()
    {
        await using var host = await AccessHost.StartAsync();
        (await host.Api.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"shop"}}""")).Code.ShouldBe(201);
        const string Account = "/api/v1/namespaces/shop/serviceaccounts/default";
        const string Map = "/api/v1/namespaces/shop/configmaps/kube-root-ca.crt";
        await ApiHost.EventuallyAsync(async () => (await host.Api.GetAsync(Account)).Code == 200 && (await host.Api.GetAsync(Map)).Code == 200);
        var uid = (await host.Api.GetAsync(Account)).Json["metadata"]!["uid"]!.GetValue<string>();
        (await host.Api.DeleteAsync(Account)).Code.ShouldBe(200);
        await host.Api.MergeAsync(Map, """{"data":{"ca.crt":"another"}}""");
        await ApiHost.EventuallyAsync(async () => await host.Api.GetAsync(Account) is { Code: 200 } again && again.Json["metadata"]!["uid"]!.GetValue<string>() != uid);
        await ApiHost.EventuallyAsync(async () => (await host.Api.GetAsync(Map)).Text.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal));
        (await host.Api.DeleteAsync("/api/v1/namespaces/shop")).Code.ShouldBe(200);
        await ApiHost.EventuallyAsync(async () => (await host.Api.GetAsync("/api/v1/namespaces/shop")).Code == 404);
        (await host.Api.GetAsync(Account)).Code.ShouldBe(404);
    }

    internal static string Bound(string role, string account) =>
        $$"""{"metadata":{"name":"{{account}}"},"roleRef":{"kind":"ClusterRole","name":"{{role}}"},"subjects":[{"kind":"ServiceAccount","name":"{{account}}","namespace":"default"}]}""";
}
