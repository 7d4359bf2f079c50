using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Tests.Validation;

public class OtherKindsValidationTests
{
    [Fact]
    public void A_namespace_has_a_label_for_a_name_and_no_namespace()
    {
        NamespaceValidation.ValidateCreate(new Namespace { Metadata = new ObjectMeta { Name = "team-a" } }).ShouldBeEmpty();
        NamespaceValidation.ValidateCreate(new Namespace { Metadata = new ObjectMeta { Name = "a.b", Namespace = "x" } })
            .Select(e => e.Path).ShouldBe(["metadata.name", "metadata.namespace"]);
    }

    [Fact]
    public void Taints_of_a_node_are_unique_by_key_and_effect()
    {
        var taint = new Taint { Key = "a", Effect = "NoSchedule" };
        var node = new Node { Metadata = new ObjectMeta { Name = "n" }, Spec = new NodeSpec { Taints = [taint, taint with { Effect = "NoExecute" }] } };
        NodeValidation.ValidateCreate(node).ShouldBeEmpty();
        NodeValidation.ValidateUpdate(node with { Spec = new NodeSpec { Taints = [taint, taint] } }, node)
            .ShouldHaveSingleItem().ToString().ShouldBe("spec.taints[1]: Duplicate value: \"a:NoSchedule\"");
    }

    [Fact]
    public void An_event_is_kept_beside_its_object()
    {
        var e = new Event { Metadata = new ObjectMeta { Name = "e", Namespace = "a" }, InvolvedObject = new ObjectReference { Namespace = "a" } };
        EventValidation.Validate(e).ShouldBeEmpty();
        EventValidation.Validate(e with { InvolvedObject = new ObjectReference { Namespace = "b" } })
            .ShouldHaveSingleItem().ToString().ShouldBe("involvedObject.namespace: Invalid value: \"b\": does not match event.namespace");
    }

    [Fact]
    public void Only_one_owner_manages_an_object()
    {
        var owner = new OwnerReference { ApiVersion = "v1", Kind = "K", Name = "n", Uid = "u", Controller = true };
        NamespaceValidation.ValidateCreate(new Namespace { Metadata = new ObjectMeta { Name = "x", OwnerReferences = [owner, owner with { Name = "m" }] } })
            .ShouldHaveSingleItem().Detail.ShouldContain("Only one reference can have Controller set to true");
    }
}
