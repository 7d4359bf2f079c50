namespace LocalPods.Cli.Tests.Commands;

public sealed class AuthCommandTests : CommandTest
{
    private const string Access = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private const string Who = "selfsubjectreviews";

    [Fact]
    public void Can_i_asks_and_says_yes_or_no()
    {
        Api.On(Access, """{"status":{"allowed":true}}""");
        Run("auth", "can-i", "get", "pods/web").ShouldBe(new(0, "yes\n", ""));
        Api.Bodies.ShouldBe(["""{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"resource":"pods","verb":"get","namespace":"default","name":"web"}}}"""]);
        Api.On(Access, """{"status":{"allowed":false,"reason":"nobody may"}}""");
        Run("auth", "can-i", "delete", "pods", "-A", "--subresource=log").ShouldBe(new(1, "no - nobody may\n", ""));
        Api.Bodies[^1].ShouldContain("""{"resource":"pods","verb":"delete","subresource":"log"}""");
        Run("auth", "can-i", "delete", "pods", "-q").ShouldBe(new(1, "", ""));
        Run("auth", "can-i", "get", "/metrics").Code.ShouldBe(1);
        Api.Bodies[^1].ShouldContain("""{"nonResourceAttributes":{"path":"/metrics","verb":"get"}}""");
    }

    [Fact]
    public void Can_i_warns_of_what_makes_little_sense()
    {
        Api.On(Access, """{"status":{"allowed":true}}""");
        Run("auth", "can-i", "get", "nodes").Error.ShouldBe("Warning: resource 'nodes' is not namespace scoped\n\n");
        Run("auth", "can-i", "foo", "pods").Error.ShouldBe("Warning: verb 'foo' is not a known verb\n\n");
        Run("auth", "can-i", "get").Error.ShouldStartWith("error: you must specify two arguments: verb resource or verb resource/resourceName.\n");
        Run("auth", "can-i", "--list", "get", "pods").Error.ShouldBe("error: list option must be specified with no arguments\n");
    }

    [Fact]
    public void What_is_allowed_is_listed_by_resource()
    {
        Api.On("POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """
            {"status":{"resourceRules":[
                {"verbs":["get","list"],"apiGroups":["","apps"],"resources":["pods","deployments/scale"]},
                {"verbs":["delete"],"apiGroups":[""],"resources":["pods"]},
                {"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["one"]}],
              "nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/healthz"]}]}}
            """);
        Run("auth", "can-i", "--list").Output.ShouldBe("""
            Resources                Non-Resource URLs   Resource Names   Verbs
            pods                     []                  []               [get list delete]
            deployments/scale        []                  []               [get list]
            deployments.apps/scale   []                  []               [get list]
            pods.apps                []                  []               [get list]
                                     [/healthz]          []               [get]
            secrets                  []                  [one]            [get]

            """);
        Run("auth", "can-i", "--list", "--no-headers").Output.ShouldStartWith("pods ");
    }

    [Fact]
    public void Who_am_i_asks_in_the_newest_version_there_is()
    {
        const string User = """{"kind":"SelfSubjectReview","status":{"userInfo":{"username":"jane","uid":"u1","groups":["a","b"],"extra":{"scopes":["x"]}}}}""";
        Api.NotFound($"POST /apis/authentication.k8s.io/v1/{Who}", Who, "").On($"POST /apis/authentication.k8s.io/v1beta1/{Who}", User);
        Run("auth", "whoami").Output.ShouldBe("""
            ATTRIBUTE       VALUE
            Username        jane
            UID             u1
            Groups          [a b]
            Extra: scopes   [x]

            """);
        Run("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}").Output.ShouldBe("jane");
    }

    [Fact]
    public void What_may_be_done_is_completed()
    {
        Run("__complete", "auth", "can-i", "g").Output.ShouldBe("get\n");
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[]}""").On("GET /apis", """{"groups":[]}""");
        Run("__complete", "auth", "can-i", "get", "po").Output.ShouldStartWith("pods\t");
        Run("auth", "--help").Output.ShouldMatch(@"Available Commands:\n  can-i .*\n  whoami ");
    }
}
