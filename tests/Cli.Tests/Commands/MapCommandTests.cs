namespace LocalPods.Cli.Tests.Commands;

public sealed class MapCommandTests : CommandTest
{
    private const string Path = "/api/v1/namespaces/default/pods/web";
    private const string Web = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"app":"shop"},"annotations":{"note":"old"}}}""";

    [Fact]
    [Trait("spec", "KC-42")]
    public void Only_what_changes_is_sent_and_told()
    {
        Serve("label");
        Run("label", "pod", "web", "app=shop", "tier=front").Output.ShouldBe("pod/web labeled\n");
        Run("label", "pod", "web", "app=shop").Output.ShouldBe("pod/web not labeled\n");
        Run("label", "pod", "web", "app-").Output.ShouldBe("pod/web unlabeled\n");
        Run("label", "pod", "web", "x-").Output.ShouldBe("label \"x\" not found.\npod/web not labeled\n");
        Run("label", "pod", "web", "tier=front", "app-").Output.ShouldBe("pod/web modified\n");
        Api.Bodies.ShouldBe([
            """{"metadata":{"labels":{"tier":"front"}}}""", "{}", """{"metadata":{"labels":{"app":null}}}""", "{}", """{"metadata":{"labels":{"tier":"front","app":null}}}""",
        ]);
    }

    [Fact]
    public void A_value_that_is_there_stays_unless_it_may_be_overwritten()
    {
        Serve("label");
        Run("label", "pod", "web", "app=other").ShouldBe(new(1, "", "error: 'app' already has a value (shop), and --overwrite is false\n"));
        Run("label", "pod", "web", "app=other", "--overwrite").Output.ShouldBe("pod/web labeled\n");
        Serve("annotate");
        Run("annotate", "pod", "web", "note=new").Error.ShouldBe("error: --overwrite is false but found the following declared annotation(s): 'note' already has a value (old)\n");
        Run("annotate", "pod", "web", "note=new", "--overwrite").Output.ShouldBe("pod/web annotated\n");
    }

    [Fact]
    public void A_version_goes_into_the_patch_of_a_single_object()
    {
        Serve("label");
        Run("label", "pod", "web", "a=1", "--resource-version=7").Code.ShouldBe(0);
        Api.Bodies.ShouldBe(["""{"metadata":{"labels":{"a":"1"},"resourceVersion":"7"}}"""]);
        Run("label", "pod", "web", "also", "a=1", "--resource-version=7").Error.ShouldContain("--resource-version may only be used with a single resource\n");
    }

    [Fact]
    public void One_that_is_not_there_does_not_keep_the_others_from_their_turn()
    {
        Serve("label");
        Api.NotFound("GET /api/v1/namespaces/default/pods/gone", "pods", "gone");
        Run("label", "pod", "gone", "web", "a=1").ShouldBe(new(1, "pod/web labeled\n", "Error from server (NotFound): pods \"gone\" not found\n"));
    }

    private void Serve(string verb) => Api.On("GET " + Path, Web).On($"PATCH {Path}?fieldManager=kubectl-{verb}", Web);
}
