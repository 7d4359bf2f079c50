namespace LocalPods.Cli.Tests.Commands;

public sealed class ExplainCommandTests : CommandTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Api.On("GET /openapi/v3", """{"paths":{"api/v1":{"serverRelativeURL":"/openapi/v3/api/v1?hash=1"}}}""")
            .On("GET /openapi/v3/api/v1?hash=1", """
                {"components":{"schemas":{
                  "core.Pod":{"description":"A pod.","type":"object","x-kubernetes-group-version-kind":[{"group":"","version":"v1","kind":"Pod"}],"required":["spec"],
                    "properties":{"kind":{"type":"string","description":"Its kind."},"spec":{"description":"What it is.","allOf":[{"$ref":"#/components/schemas/core.PodSpec"}]}}},
                  "core.PodSpec":{"description":"The parts of a pod, told in a sentence that is long enough to go on in a second line of the text.","type":"object",
                    "properties":{"labels":{"type":"object","additionalProperties":{"type":"string"}},
                      "policy":{"type":"string","description":"When.","enum":["A","B","C","D","E",""]},
                      "containers":{"type":"array","description":"Its containers.","items":{"$ref":"#/components/schemas/core.Container"}}}},
                  "core.Container":{"description":"A container.","type":"object","properties":{"name":{"type":"string"},"self":{"$ref":"#/components/schemas/core.Container"}}}}}}
                """);
    }

    [Fact]
    public void A_kind_is_explained_with_its_fields()
    {
        Run("explain", "pods").Output.ShouldBe("""
            KIND:       Pod
            VERSION:    v1

            DESCRIPTION:
                A pod.
                
            FIELDS:
              kind	<string>
                Its kind.

              spec	<PodSpec> -required-
                What it is.



            """);
    }

    [Fact]
    public void A_field_is_explained_with_what_it_refers_to()
    {
        Run("explain", "pod.spec").Output.ShouldBe("""
            KIND:       Pod
            VERSION:    v1

            FIELD: spec <PodSpec>


            DESCRIPTION:
                What it is.
                The parts of a pod, told in a sentence that is long enough to go on in a
                second line of the text.
                
            FIELDS:
              containers	<[]Container>
                Its containers.

              labels	<map[string]string>
                <no description>

              policy	<string>
              enum: A, B, C, D, ....
                When.



            """);
        Run("explain", "pod.spec.policy").Output.ShouldContain("FIELD: policy <string>\nENUM:\n    A\n    B\n    C\n    D\n    E\n    \"\"\n\nDESCRIPTION:\n    When.\n");
    }

    [Fact]
    public void Fields_are_listed_with_those_below_and_a_type_within_itself_once() =>
        Run("explain", "pod.spec.containers", "--recursive").Output.ShouldEndWith("FIELDS:\n  name\t<string>\n  self\t<Container>\n\n");

    [Fact]
    public void What_does_not_exist_is_told()
    {
        Run("explain", "pod.spec.nosuch").ShouldBe(new(1, "KIND:       Pod\nVERSION:    v1\n\n", "error: field \"nosuch\" does not exist\n"));
        Run("explain", "pods", "--api-version=v9").Error.ShouldBe("error: couldn't find resource for \"/v9, Resource=pods\"\n");
        Run("explain").Error.ShouldStartWith("error: You must specify the type of resource to explain.");
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[]}""").On("GET /apis", """{"groups":[]}""");
        Run("explain", "nosuch").ShouldBe(new(1, "", "the server doesn't have a resource type \"nosuch\"\n"));
    }
}
