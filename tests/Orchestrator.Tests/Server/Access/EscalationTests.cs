namespace LocalPods.Orchestrator.Tests.Server.Access;

public sealed class EscalationTests
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private const string Roles = Rbac + "/namespaces/default/roles";
    private const string Bindings = Rbac + "/namespaces/default/rolebindings";
    private const string Who = "user \"system:serviceaccount:default:ci\" (groups=[\"system:serviceaccounts\" \"system:serviceaccounts:default\" \"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n";
    private const string WriteRoles = """{"verbs":["create","update","patch","get"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings","clusterroles","clusterrolebindings"]}""";

    [Fact]
    public async Task Nobody_makes_a_role_of_more_than_they_have()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        await host.GrantAsync("ci", $$"""[{{WriteRoles}},{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""", "default");
        (await ci.AskAsync("POST", Roles, Role("mine", "get"))).Code.ShouldBe(201);
        var more = await ci.AskAsync("POST", Roles, Role("more", "list", "watch", "get"));
        (more.Code, more.Message).ShouldBe((403, $"roles.rbac.authorization.k8s.io \"more\" is forbidden: {Who}{{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"list\" \"watch\"]}}"));
        (await ci.AskAsync("PUT", Roles + "/mine", Role("mine", "list"))).Code.ShouldBe(403);
        (await ci.AskAsync("PATCH", Roles + "/mine", """{"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""")).Code.ShouldBe(403);
        (await ci.AskAsync("PUT", Roles + "/mine?dryRun=All", Role("mine", "list"))).Code.ShouldBe(403);
        (await host.Api.GetAsync(Roles + "/mine")).Json["rules"]![0]!["verbs"]!.ToJsonString().ShouldBe("""["get"]""");

        await host.GrantAsync("ci", $$"""[{{WriteRoles}},{"verbs":["escalate"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"]}]""", "default");
        (await ci.AskAsync("PUT", Roles + "/mine", Role("mine", "list"))).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Nobody_binds_a_role_of_more_than_they_have()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        await host.GrantAsync("ci", $$"""[{{WriteRoles}},{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""");
        await host.Api.PostAsync(Roles, Role("reader", "get"));
        await host.Api.PostAsync(Roles, Role("writer", "create"));
        (await ci.AskAsync("POST", Bindings, Binding("a", "Role", "reader"))).Code.ShouldBe(201);
        var more = await ci.AskAsync("POST", Bindings, Binding("b", "Role", "writer"));
        (more.Code, more.Message).ShouldBe((403, $"rolebindings.rbac.authorization.k8s.io \"b\" is forbidden: {Who}{{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"create\"]}}"));
        (await ci.AskAsync("POST", Rbac + "/clusterrolebindings", Binding("c", "ClusterRole", "cluster-admin"))).Code.ShouldBe(403);
        (await ci.AskAsync("POST", Bindings, Binding("d", "ClusterRole", "none"))).Code.ShouldBe(404);

        await host.GrantAsync("ci", $$"""[{{WriteRoles}},{"verbs":["bind"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"resourceNames":["writer"]}]""");
        (await ci.AskAsync("POST", Bindings, Binding("b", "Role", "writer"))).Code.ShouldBe(201);
        (await ci.AskAsync("POST", Bindings, Binding("e", "Role", "reader"))).Code.ShouldBe(403);
    }

    [Fact]
    public async Task Who_may_only_update_creates_nothing_by_it()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        await host.GrantAsync("ci", """[{"verbs":["update","patch"],"apiGroups":["*"],"resources":["*"]}]""");
        var answer = await ci.AskAsync("PUT", "/api/v1/namespaces/default/events/e", """{"metadata":{"name":"e"},"involvedObject":{"namespace":"default"}}""");
        (answer.Code, answer.Message).ShouldBe((403, "events \"e\" is forbidden: User \"system:serviceaccount:default:ci\" cannot create resource \"events\" in API group \"\" in the namespace \"default\""));
    }

    [Theory]
    [InlineData("users", "bob", "Impersonate-User", "bob", "users \"bob\" is forbidden: {0} cannot impersonate resource \"users\" in API group \"\" at the cluster scope")]
    [InlineData("groups", "dev", "Impersonate-Group", "dev", "groups \"dev\" is forbidden: {0} cannot impersonate resource \"groups\" in API group \"\" at the cluster scope")]
    public async Task Only_who_may_acts_as_somebody_else(string resource, string name, string header, string value, string message)
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        const string WhoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        (string, string)[] headers = header == "Impersonate-User" ? [(header, value)] : [("Impersonate-User", "ann"), (header, value)];
        var others = """{"verbs":["impersonate"],"apiGroups":[""],"resources":["users"],"resourceNames":["ann"]}""";
        await host.GrantAsync("ci", $"[{others}]");
        var refused = await ci.AskAsync("POST", WhoAmI, "{}", headers);
        (refused.Code, refused.Message).ShouldBe((403, message.Replace("{0}", "User \"system:serviceaccount:default:ci\"", StringComparison.Ordinal)));
        await host.GrantAsync("ci", $$"""[{{others}},{"verbs":["impersonate"],"apiGroups":[""],"resources":["{{resource}}"],"resourceNames":["{{name}}"]}]""");
        (await ci.AskAsync("POST", WhoAmI, "{}", headers)).Status()["userInfo"]!["groups"]!.AsArray().Select(g => g!.GetValue<string>())
            .ShouldBe(resource == "groups" ? ["dev", "system:authenticated"] : ["system:authenticated"]);
        (await ci.AskAsync("POST", WhoAmI, "{}", [("Impersonate-Group", "dev")])).Code.ShouldBe(400);
        (await ci.AskAsync("POST", WhoAmI, "{}", [("Impersonate-User", "ann"), ("Impersonate-Group", "system:masters")])).Code.ShouldBe(403);
    }

    [Fact]
    public async Task The_admin_sees_with_anybodys_eyes()
    {
        await using var host = await AccessHost.StartAsync();
        var admin = host.Client(null, await host.AdminCertificateAsync());
        (await admin.AskAsync("GET", "/api/v1/nodes")).Code.ShouldBe(200);
        (await admin.AskAsync("GET", "/api/v1/nodes", null, ("Impersonate-User", "bob"))).Message.ShouldBe("nodes is forbidden: User \"bob\" cannot list resource \"nodes\" in API group \"\" at the cluster scope");
        (await admin.AskAsync("GET", "/localpods/access", null, ("Impersonate-User", "bob"), ("Impersonate-Group", "x"))).Code.ShouldBe(403);
        var who = await admin.AskAsync("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", ("Impersonate-User", "system:serviceaccount:a:b"), ("Impersonate-Uid", "7"), ("Impersonate-Extra-Scopes", "x"));
        who.Status()["userInfo"]!.ToJsonString().ShouldBe(
            """{"username":"system:serviceaccount:a:b","uid":"7","groups":["system:serviceaccounts","system:serviceaccounts:a","system:authenticated"],"extra":{"scopes":["x"]}}""");
        (await admin.AskAsync("GET", "/api/v1/nodes", null, ("Impersonate-User", "system:anonymous"))).Message.ShouldStartWith("nodes is forbidden: User \"system:anonymous\"");
    }

    private static string Role(string name, params string[] verbs) =>
        $$"""{"metadata":{"name":"{{name}}"},"rules":[{"verbs":[{{string.Join(',', verbs.Select(v => $"\"{v}\""))}}],"apiGroups":[""],"resources":["pods"]}]}""";

    private static string Binding(string name, string kind, string role) =>
        $$"""{"metadata":{"name":"{{name}}"},"roleRef":{"kind":"{{kind}}","name":"{{role}}"},"subjects":[{"kind":"User","name":"friend"}]}""";
}
