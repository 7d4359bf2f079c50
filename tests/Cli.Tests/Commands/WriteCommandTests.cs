namespace LocalPods.Cli.Tests.Commands;

/// <summary>create, replace, patch, scale: what is sent. What is printed is compared with kubectl's words in tests/Compatibility.</summary>
public sealed class WriteCommandTests : CommandTest
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Web = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","resourceVersion":"4"},"spec":{"containers":[]}}""";

    private string File => Manifest("web.yml", "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: x}]}\n");

    [Fact]
    [Trait("spec", "KC-05")]
    public void Create_posts_what_the_file_says()
    {
        Api.On($"POST {Pods}?fieldManager=kubectl-create&fieldValidation=Strict", Web);
        Run("create", "-f", File).ShouldBe(new(0, "pod/web created\n", ""));
        Api.Bodies.ShouldBe(["""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default"},"spec":{"containers":[{"name":"a","image":"x"}]}}"""]);
    }

    [Fact]
    public void What_is_there_already_is_told_with_the_file()
    {
        Api.On($"POST {Pods}?fieldManager=kubectl-create&fieldValidation=Strict", FakeApi.StatusJson(409, "AlreadyExists", "pods \"web\" already exists"), 409);
        Run("create", "-f", File).ShouldBe(new(1, "", $"Error from server (AlreadyExists): error when creating \"{File}\": pods \"web\" already exists\n"));
    }

    [Fact]
    public void A_name_can_be_left_to_the_server()
    {
        Api.On($"POST {Pods}?fieldManager=kubectl-create&fieldValidation=Strict", Web.Replace("\"web\"", "\"web-x7\"", StringComparison.Ordinal));
        var file = Manifest("gen.yml", "apiVersion: v1\nkind: Pod\nmetadata: {generateName: web-}\nspec: {containers: [{name: a, image: x}]}\n");
        Run("create", "-f", file).Output.ShouldBe("pod/web-x7 created\n");
    }

    [Fact]
    public void Replace_puts_with_the_version_of_now()
    {
        Api.On($"GET {Pods}/web", Web).On($"PUT {Pods}/web?fieldManager=kubectl-replace&fieldValidation=Strict", Web);
        Run("replace", "-f", File).ShouldBe(new(0, "pod/web replaced\n", ""));
        Api.Bodies[0].ShouldContain("\"resourceVersion\":\"4\"");
    }

    [Fact]
    public void Replace_by_force_deletes_first()
    {
        Api.On($"DELETE {Pods}/web", """{"kind":"Status","status":"Success"}""").On($"POST {Pods}?fieldManager=kubectl-replace&fieldValidation=Strict", Web);
        Run("replace", "--force", "-f", File).Output.ShouldBe("pod \"web\" deleted from default namespace\npod/web replaced\n");
        Api.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void A_patch_may_be_YAML_and_may_change_nothing()
    {
        Api.On($"GET {Pods}/web", Web).On($"PATCH {Pods}/web?fieldManager=kubectl-patch", Web);
        Run("patch", "pod", "web", "-p", "spec: {hostname: a}").Output.ShouldBe("pod/web patched (no change)\n");
        Api.Bodies.ShouldBe(["""{"spec":{"hostname":"a"}}"""]);
    }

    [Fact]
    public void A_refusal_that_names_no_object_is_about_the_request()
    {
        Api.On($"GET {Pods}/web", Web).On(
            $"PATCH {Pods}/web?fieldManager=kubectl-patch",
            FakeApi.StatusJson(422, "Invalid", " \"\" is invalid", """{"causes":[{"field":"patch","message":"Invalid value: 1: no"}]}"""),
            422);
        Run("patch", "pod", "web", "-p", "{\"a\":1}").ShouldBe(new(1, "", "The request is invalid: patch: Invalid value: 1: no\n"));
    }

    [Fact]
    [Trait("spec", "KC-31")]
    public void Scale_patches_the_scale()
    {
        const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[]}""")
            .On("GET /apis", """{"groups":[{"name":"apps","preferredVersion":{"groupVersion":"apps/v1"}}]}""")
            .On("GET /apis/apps/v1", """{"groupVersion":"apps/v1","resources":[{"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment"}]}""")
            .On($"GET {Deployments}/web", """{"kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":1}}""")
            .On($"GET {Deployments}/web/scale", """{"kind":"Scale","metadata":{"name":"web","resourceVersion":"5"},"spec":{"replicas":1}}""")
            .On($"PATCH {Deployments}/web/scale", """{"kind":"Scale"}""");
        Run("scale", "deployment/web", "--replicas=3").ShouldBe(new(0, "deployment.apps/web scaled\n", ""));
        Api.Bodies.ShouldBe(["""{"spec":{"replicas":3}}"""]);
        Run("scale", "deployment/web", "--replicas=3", "--current-replicas=2").ShouldBe(new(1, "", "error: Expected replicas to be 2, was 1\n"));
    }

    [Fact]
    public void A_verb_of_create_makes_an_object_from_flags()
    {
        Run("create", "ns", "shop", "--dry-run=client", "-o", "yaml").Output.ShouldBe("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\nspec: {}\nstatus: {}\n");
        Api.Requests.ShouldBeEmpty();
        Run("create", "--help").Output.ShouldMatch(@"Available Commands:\n(  .*\n)*  namespace +Create a namespace");
        Run("create", "namespace", "-h").Output.ShouldContain("Usage:\n  localpods create namespace NAME [flags]\n");
        Run("help", "create", "ns").Output.ShouldBe(Run("create", "namespace", "-h").Output);
        Run("__complete", "create", "n").Output.ShouldStartWith("namespace\t");
        Run("__complete", "create", "namespace", "--dry").Output.ShouldStartWith("--dry-run\t");
    }
}
