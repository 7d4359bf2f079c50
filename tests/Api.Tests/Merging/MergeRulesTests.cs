using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Merging;

public sealed class MergeRulesTests
{
    [Fact]
    public void Every_rule_is_of_a_list_or_map_that_is_there_and_its_keys_are_fields_of_the_items()
    {
        var seen = new Dictionary<string, TypeShape>();
        foreach (var kind in KnownKinds.Registry.Kinds)
        {
            Collect(TypeShape.For(kind.Type), seen);
        }

        foreach (var rule in MergeRules.Fields)
        {
            var (type, field) = (rule.Split('.')[0], rule.Split('.')[1]);
            var shape = seen.ShouldContainKeyAndGet(type).Fields[field];
            var found = MergeRules.Find(type, field).ShouldNotBeNull();
            shape.Kind.ShouldBe(found.ApplyAtomic ? ShapeKind.Map : ShapeKind.List, rule);
            foreach (var key in found.ApplyKeys.Append(found.PatchKey).OfType<string>())
            {
                shape.Element!.Fields.ShouldContainKey(key, rule);
            }

            (found.ApplySet && shape.Element!.Kind != ShapeKind.String).ShouldBeFalse(rule);
        }
    }

    [Fact]
    public void A_port_without_a_protocol_is_a_tcp_port()
    {
        var rule = MergeRules.Find("Container", "ports").ShouldNotBeNull();
        rule.KeyOf(JsonNode.Parse("""{"containerPort":53}""")).ShouldBe(rule.KeyOf(JsonNode.Parse("""{"containerPort":53,"protocol":"TCP"}""")));
        rule.KeyOf(JsonNode.Parse("""{"containerPort":53}""")).ShouldNotBe(rule.KeyOf(JsonNode.Parse("""{"containerPort":53,"protocol":"UDP"}""")));
        rule.KeyOf(JsonNode.Parse("{}")).ShouldBeNull();
    }

    private static void Collect(TypeShape shape, Dictionary<string, TypeShape> seen)
    {
        if (shape.Kind == ShapeKind.Object && seen.TryAdd(shape.Name, shape))
        {
            foreach (var field in shape.Fields.Values)
            {
                Collect(field, seen);
            }
        }
        else if (shape.Element is { } element)
        {
            Collect(element, seen);
        }
    }
}

file static class DictionaryAssertions
{
    public static TypeShape ShouldContainKeyAndGet(this Dictionary<string, TypeShape> shapes, string name)
    {
        shapes.ShouldContainKey(name);
        return shapes[name];
    }
}
