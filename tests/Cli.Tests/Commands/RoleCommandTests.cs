using System.Text.Json.Nodes;

namespace LocalPods.Cli.Tests.Commands;

/// <summary>What <c>create</c> makes of the kinds that say who may do what, and tokens.</summary>
public sealed class RoleCommandTests : CommandTest
{
    private const string Token = "POST /api/v1/namespaces/default/serviceaccounts/robot/token";

    private JsonNode Made(params string[] words) =>
        JsonNode.Parse(Run(["create", .. words, "--dry-run=client", "-o", "json"]) is { Code: 0 } made ? made.Output : throw new ShouldAssertException(string.Join(' ', words)))!;

    private string Refused(params string[] words) => Run(["create", .. words, "--dry-run=client"]) is { Code: 1 } refused ? refused.Error : throw new ShouldAssertException(string.Join(' ', words));

    [Fact]
    public void Roles_have_a_rule_a_group()
    {
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[]}""")
            .On("GET /apis", """{"groups":[{"name":"apps","preferredVersion":{"groupVersion":"apps/v1"}}]}""")
            .On("GET /apis/apps/v1", """{"groupVersion":"apps/v1","resources":[{"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment"}]}""");
        Made("role", "r", "--verb=get,list,get", "--resource=po,pods/log,deployments/scale", "--resource-name=x")["rules"]!.ToJsonString().ShouldBe(
            """[{"apiGroups":[""],"resourceNames":["x"],"resources":["pods","pods/log"],"verbs":["get","list"]},{"apiGroups":["apps"],"resourceNames":["x"],"resources":["deployments/scale"],"verbs":["get","list"]}]""");
        Made("role", "r", "--verb=get,*", "--resource=*")["rules"]!.ToJsonString().ShouldBe("""[{"apiGroups":[""],"resources":["*"],"verbs":["*"]}]""");
        Refused("role", "r", "--resource=pods").ShouldBe("error: at least one verb must be specified\n");
        Refused("role", "r", "--verb=get").ShouldBe("error: at least one resource must be specified\n");
        Refused("role", "r", "--verb=get", "--resource=nosuch").ShouldBe("the server doesn't have a resource type \"nosuch\"\n");
        Run("create", "role", "r", "--verb=foo", "--resource=pods", "--dry-run=client").Error.ShouldBe("Warning: 'foo' is not a standard resource verb\n");
    }

    [Fact]
    public void Cluster_roles_allow_paths_and_gather_others()
    {
        Made("clusterrole", "c", "--verb=get", "--resource=nodes", "--non-resource-url=/metrics")["rules"]!.ToJsonString().ShouldBe(
            """[{"apiGroups":[""],"resources":["nodes"],"verbs":["get"]},{"nonResourceURLs":["/metrics"],"verbs":["get"]}]""");
        Made("clusterrole", "c", "--aggregation-rule=a=b")["aggregationRule"]!.ToJsonString().ShouldBe("""{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}""");
        Refused("clusterrole", "c", "--verb=list", "--non-resource-url=/x").ShouldBe("error: invalid verb: 'list' for nonResourceURL\n");
        Refused("clusterrole", "c", "--verb=get", "--non-resource-url=x").ShouldBe("error: nonResourceURL should start with /\n");
        Refused("clusterrole", "c", "--verb=get").ShouldBe("error: one of resource or nonResourceURL must be specified\n");
    }

    [Fact]
    public void Bindings_name_a_role_and_who_has_it()
    {
        var binding = Made("rolebinding", "b", "--role=r", "--user=jane", "--group=g", "--serviceaccount=default:robot");
        binding["roleRef"]!.ToJsonString().ShouldBe("""{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}""");
        binding["subjects"]!.AsArray().Select(s => $"{s!["kind"]} {s["name"]} {s["namespace"]}".Trim()).ShouldBe(["User jane", "Group g", "ServiceAccount robot default"]);
        Made("clusterrolebinding", "b", "--clusterrole=r")["kind"]!.ToString().ShouldBe("ClusterRoleBinding");
        Refused("rolebinding", "b").ShouldBe("error: exactly one of clusterrole or role must be specified\n");
        Refused("rolebinding", "b", "--role=r", "--serviceaccount=robot").ShouldBe("error: serviceaccount must be <namespace>:<name>\n");
        Refused("clusterrolebinding", "b").ShouldBe("error: required flag(s) \"clusterrole\" not set\n");
    }

    [Fact]
    public void A_refusal_is_told_as_kubectl_does_for_each_kind()
    {
        const string There = "is there";
        Api.On("POST /api/v1/namespaces/default/serviceaccounts?fieldManager=kubectl-create&fieldValidation=Strict", FakeApi.StatusJson(409, "AlreadyExists", There), 409)
            .On("POST /api/v1/namespaces/default/secrets?fieldManager=kubectl-create&fieldValidation=Strict", FakeApi.StatusJson(409, "AlreadyExists", There), 409)
            .On("POST /apis/rbac.authorization.k8s.io/v1/namespaces/default/roles?fieldManager=kubectl-create&fieldValidation=Strict", FakeApi.StatusJson(409, "AlreadyExists", There), 409);
        Run("create", "sa", "robot").Error.ShouldBe("error: failed to create serviceaccount: is there\n");
        Run("create", "secret", "generic", "s").Error.ShouldBe("error: failed to create secret is there\n");
        Run("create", "role", "r", "--verb=get", "--resource=pods").Error.ShouldBe("Error from server (AlreadyExists): is there\n");
    }

    [Fact]
    public void A_token_is_printed()
    {
        Api.On(Token, """{"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1","status":{"token":"t.o.k"}}""");
        Run("create", "token", "robot", "--duration=10m", "--audience=me", "--bound-object-kind=Pod", "--bound-object-name=web").ShouldBe(new(0, "t.o.k\n", ""));
        Api.Bodies[0].ShouldContain("""{"audiences":["me"],"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"web"},"expirationSeconds":600}""");
        Run("create", "token", "robot", "-o", "jsonpath={.status.token}").Output.ShouldBe("t.o.k");
        Run("create", "token", "robot", "--duration=1500ms").Error.ShouldBe("error: --duration cannot be expressed in units less than seconds\n");
        Run("create", "token", "robot", "--bound-object-kind=Foo").Error.ShouldBe("error: supported --bound-object-kind values are Node, Pod, Secret\n");
        Run("create", "token").Error.ShouldStartWith("error: exactly one NAME is required, got 0\n");
        Api.NotFound(Token, "serviceaccounts", "robot");
        Run("create", "token", "robot").Error.ShouldBe("error: failed to create token: serviceaccounts \"robot\" not found\n");
    }
}
