using System.Text.Json.Nodes;
using LocalPods.Cli.Apply;

namespace LocalPods.Cli.Tests.Apply;

public sealed class OwnerHandoverTests
{
    private static JsonObject Live(string owners) => (JsonObject)JsonNode.Parse($$"""
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m","namespace":"default","resourceVersion":"5",
          "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","other":"x"},"managedFields":[{{owners}}]} }
        """)!;

    private static string Owner(string manager, string operation, string field) =>
        $$$"""{"manager":"{{{manager}}}","operation":"{{{operation}}}","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:{{{field}}}":{ } } } }""";

    [Fact]
    public void What_a_client_owned_becomes_part_of_what_is_applied()
    {
        var patch = OwnerHandover.Patch(Live($"{Owner("kubectl", "Apply", "a")},{Owner("kubectl-client-side-apply", "Update", "b")},{Owner("me", "Update", "c")}"), "kubectl")!;
        var owners = patch[0]!["value"]!.AsArray();
        owners.Select(o => $"{o!["manager"]} {o["operation"]} {o["fieldsV1"]!["f:data"]!.ToJsonString()}").ShouldBe(
            ["""kubectl Apply {"f:a":{},"f:b":{}}""", """me Update {"f:c":{}}"""]);
        patch[1]!["value"]!.ToString().ShouldBe("5");
    }

    [Fact]
    public void Nothing_is_handed_over_where_no_client_owns_anything() => OwnerHandover.Patch(Live(Owner("me", "Update", "c")), "kubectl").ShouldBeNull();

    [Fact]
    public void The_annotation_gets_an_owner_of_its_own_once()
    {
        OwnerHandover.Annotation(Live(""))!.ToJsonString().ShouldBe(
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}"},"name":"m","namespace":"default"}}""");
        OwnerHandover.Annotation(Live(Owner("kubectl-last-applied", "Apply", "a"))).ShouldBeNull();
    }
}
