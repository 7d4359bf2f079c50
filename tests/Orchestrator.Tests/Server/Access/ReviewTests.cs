namespace LocalPods.Orchestrator.Tests.Server.Access;

public sealed class ReviewTests
{
    private const string Authorization = "/apis/authorization.k8s.io/v1/";

    [Theory]
    [InlineData("""{"resourceAttributes":{"namespace":"default","verb":"get","resource":"pods"}}""", true)]
    [InlineData("""{"resourceAttributes":{"namespace":"default","verb":"get","resource":"pods","subresource":"log"}}""", false)]
    [InlineData("""{"resourceAttributes":{"namespace":"kube-system","verb":"get","resource":"pods"}}""", false)]
    [InlineData("""{"resourceAttributes":{"verb":"get","resource":"pods"}}""", false)]
    [InlineData("""{"nonResourceAttributes":{"path":"/apis","verb":"get"}}""", true)]
    [InlineData("""{"nonResourceAttributes":{"path":"/metrics","verb":"get"}}""", false)]
    [InlineData("""{"nonResourceAttributes":{"path":"/localpods/shutdown","verb":"post"}}""", false)]
    [Trait("spec", "API-57")]
    public async Task Callers_learn_what_they_may_do(string spec, bool allowed)
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        await host.GrantAsync("ci", """[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""", "default");
        var answer = await ci.AskAsync("POST", Authorization + "selfsubjectaccessreviews", $$"""{"spec":{{spec}} }""");
        answer.Code.ShouldBe(201, answer.Text);
        answer.Status()["allowed"]!.GetValue<bool>().ShouldBe(allowed);
        (await host.Api.PostAsync(Authorization + "selfsubjectaccessreviews", $$"""{"spec":{{spec}} }""")).Status().ToJsonString().ShouldBe("""{"allowed":true}""");
        var others = await host.Api.PostAsync(Authorization + "subjectaccessreviews", $$"""{"spec":{"user":"system:serviceaccount:default:ci","groups":["system:authenticated"],{{spec[1..]}} }""");
        others.Status()["allowed"]!.GetValue<bool>().ShouldBe(allowed, others.Text);
    }

    [Fact]
    public async Task The_reason_names_the_binding()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AccountAsync("ci");
        await host.GrantAsync("ci", """[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""", "default");
        (await host.Api.PostAsync(
            Authorization + "namespaces/default/localsubjectaccessreviews",
            """{"spec":{"user":"system:serviceaccount:default:ci","resourceAttributes":{"namespace":"default","verb":"get","resource":"pods"}}}""")).Status()["reason"]!.GetValue<string>()
            .ShouldBe("RBAC: allowed by RoleBinding \"ci/default\" of ClusterRole \"ci\" to ServiceAccount \"ci/default\"");
    }

    [Theory]
    [InlineData("selfsubjectaccessreviews", "{}", "SelfSubjectAccessReview.authorization.k8s.io \"\" is invalid: spec.resourceAttributes: Invalid value: \"\": exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData("subjectaccessreviews", """{"resourceAttributes":{"verb":"get"}}""", "SubjectAccessReview.authorization.k8s.io \"\" is invalid: spec.user: Invalid value: \"\": at least one of user or group must be specified")]
    [InlineData("namespaces/default/localsubjectaccessreviews", """{"user":"a","resourceAttributes":{"namespace":"x"}}""", "LocalSubjectAccessReview.authorization.k8s.io \"\" is invalid: spec.resourceAttributes.namespace: Invalid value: \"x\": must match metadata.namespace")]
    public async Task Questions_that_make_no_sense_are_refused(string path, string spec, string message)
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.PostAsync(Authorization + path, $$"""{"spec":{{spec}} }""");
        (answer.Code, answer.Message).ShouldBe((422, message));
        (await api.GetAsync(Authorization + path)).Code.ShouldBe(405);
    }

    [Fact]
    public async Task Callers_learn_all_their_rules()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        await host.GrantAsync("ci", """[{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]}]""", "default");
        var status = (await ci.AskAsync("POST", Authorization + "selfsubjectrulesreviews", """{"spec":{"namespace":"default"}}""")).Status();
        status["resourceRules"]!.AsArray().Select(r => r!.ToJsonString()).ShouldBe(
        [
            """{"verbs":["create"],"apiGroups":["authorization.k8s.io"],"resources":["selfsubjectaccessreviews","selfsubjectrulesreviews"]}""",
            """{"verbs":["create"],"apiGroups":["authentication.k8s.io"],"resources":["selfsubjectreviews"]}""",
            """{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]}""",
        ]);
        status["nonResourceRules"]!.AsArray().Count.ShouldBe(3);
        status["incomplete"]!.GetValue<bool>().ShouldBeFalse();
        var all = (await host.Api.PostAsync(Authorization + "selfsubjectrulesreviews", """{"spec":{"namespace":"default"}}""")).Status();
        all["resourceRules"]![0]!.ToJsonString().ShouldBe("""{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}""");
    }
}
