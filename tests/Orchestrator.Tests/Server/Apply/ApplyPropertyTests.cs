using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LocalPods.Api.Core;
using LocalPods.Api.Merging;
using LocalPods.Api.Serialization;

namespace LocalPods.Orchestrator.Tests.Server.Apply;

/// <summary>What holds for any configurations that any managers apply.</summary>
public sealed class ApplyPropertyTests
{
    private static readonly ModelSchema s_pod = ModelSchema.For(ApiJson.TypeInfo<Pod>());
    private static readonly DateTimeOffset s_now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JsonObject s_blank = ApiJson.ToJson(new Pod());

    private static readonly Gen<JsonObject> s_configuration =
        from labels in Gen.SubListOf<string>("a", "b", "c", "d")
        from values in Gen.ArrayOf(Gen.Elements("1", "2"), 4)
        from containers in Gen.SubListOf<string>("x", "y", "z")
        from reversed in Gen.Elements(true, false)
        from images in Gen.ArrayOf(Gen.Elements<string?>("i:1", "i:2", null), 3)
        from ports in Gen.ArrayOf(Gen.SubListOf(80, 81, 82), 3)
        from finalizers in Gen.SubListOf<string>("q/a", "q/b", "q/c")
        from selects in Gen.Elements<string?>(null, "n1", "n2")
        select Configuration([.. labels], values, reversed ? [.. containers.AsEnumerable().Reverse()] : [.. containers], images, ports, [.. finalizers], selects);

    [Fact]
    public void Applying_the_same_twice_changes_neither_the_object_nor_its_owners() => Check(
        from first in s_configuration from second in s_configuration select (first, second),
        pair =>
        {
            var (before, owners) = Apply(Apply((s_blank, FieldOwners.None), "one", pair.first), "two", pair.second);
            var (after, again) = Apply((before, owners), "two", pair.second);
            return JsonNode.DeepEquals(before, after) && again.IsSameButTimes(owners) && again.Entries.Select(e => e.Time).SequenceEqual(owners.Entries.Select(e => e.Time));
        });

    [Fact]
    public void What_is_applied_is_what_is_there() => Check(
        from first in s_configuration from second in s_configuration select (first, second),
        pair =>
        {
            var (after, owners) = Apply(Apply((s_blank, FieldOwners.None), "one", pair.first), "one", pair.second);
            var change = FieldComparison.Of(s_pod, Canonical(pair.second), after);
            return change.Modified.IsEmpty && change.Removed.IsEmpty
                && owners.LastApplied(Writer("one")).Equals(AppliedFields.Of(s_pod, pair.second).Except(FieldSet.Read(JsonNode.Parse("""{"f:metadata":{"f:name":{}}}"""))!));
        });

    [Fact]
    public void What_its_only_manager_drops_is_gone() => Check(
        from first in s_configuration from second in s_configuration select (first, second),
        pair =>
        {
            var (after, _) = Apply(Apply((s_blank, FieldOwners.None), "one", pair.first), "one", pair.second);
            return JsonNode.DeepEquals(Sorted(after), Sorted(Apply((s_blank, FieldOwners.None), "one", pair.second).Object));
        });

    [Fact]
    public void What_another_manager_wants_stays_when_the_first_drops_everything() => Check(
        from first in s_configuration from second in s_configuration select (first, second),
        pair =>
        {
            var both = Apply(Apply((s_blank, FieldOwners.None), "one", pair.first), "two", pair.second);
            var (after, owners) = Apply(both, "one", []);
            return JsonNode.DeepEquals(Sorted(after), Sorted(Apply((s_blank, FieldOwners.None), "two", pair.second).Object)) && owners.Entries.All(e => e.Writer.Manager == "two");
        });

    [Fact]
    public void Managers_of_different_fields_never_meet() => Check(
        from first in s_configuration from second in s_configuration select (first, second),
        pair =>
        {
            var (mine, theirs) = (AppliedFields.Of(s_pod, pair.first), AppliedFields.Of(s_pod, pair.second));
            var (before, owners) = Apply((s_blank, FieldOwners.None), "one", pair.first);
            var result = Configured("two", pair.second, force: false).To(before, owners, Canonical, s_now);
            return !mine.Intersect(theirs).IsEmpty || result.Conflicts.IsEmpty;
        });

    [Fact]
    public void Whoever_does_not_conflict_does_not_take_what_another_applied() => Check(
        from first in s_configuration from second in s_configuration select (first, second),
        pair =>
        {
            var (before, owners) = Apply((s_blank, FieldOwners.None), "one", pair.first);
            var result = Configured("two", pair.second, force: false).To(before, owners, Canonical, s_now);
            var change = FieldComparison.Of(s_pod, Canonical(pair.first), Canonical(result.Content));
            return !result.Conflicts.IsEmpty || (change.Modified.IsEmpty && change.Removed.IsEmpty);
        });

    [Fact]
    public void Sets_of_fields_are_read_as_they_were_written() => Check(
        s_configuration,
        configuration => FieldSet.Read(JsonNode.Parse(AppliedFields.Of(s_pod, configuration).ToJson().ToJsonString()))!.Equals(AppliedFields.Of(s_pod, configuration)));

    private static (JsonObject Object, FieldOwners Owners) Apply((JsonObject Object, FieldOwners Owners) to, string manager, JsonObject configuration)
    {
        var result = Configured(manager, configuration, force: true).To(to.Object, to.Owners, Canonical, s_now.AddSeconds(to.Owners.Entries.Length));
        return (Canonical(result.Content), result.Owners);
    }

    private static AppliedConfiguration Configured(string manager, JsonObject configuration, bool force) =>
        new(s_pod, configuration, AppliedFields.Of(s_pod, configuration), Writer(manager), force);

    private static FieldWriter Writer(string manager) => new(manager, "v1", "");

    private static JsonObject Canonical(JsonObject pod) => ApiJson.ToJson(ApiJson.FromJson<Pod>(pod));

    // The order of items that nobody asked for is not what these are about.
    private static JsonObject Sorted(JsonObject pod)
    {
        var sorted = pod.DeepClone().AsObject();
        if (sorted["spec"]?["containers"] is JsonArray containers)
        {
            foreach (var ports in containers.Select(c => c!["ports"]).OfType<JsonArray>())
            {
                Sort(ports);
            }

            Sort(containers);
        }

        if (sorted["metadata"]?["finalizers"] is JsonArray finalizers)
        {
            Sort(finalizers);
        }

        return sorted;
    }

    private static void Sort(JsonArray list)
    {
        var items = list.Select(i => i!.DeepClone()).OrderBy(i => i.ToJsonString(), StringComparer.Ordinal).ToList();
        list.Clear();
        items.ForEach(list.Add);
    }

    private static JsonObject Configuration(
        ImmutableArray<string> labels, string[] values, ImmutableArray<string> containers, string?[] images, List<int>[] ports, ImmutableArray<string> finalizers, string? selects)
    {
        var pod = new JsonObject();
        var metadata = new JsonObject();
        if (!labels.IsEmpty)
        {
            metadata["labels"] = new JsonObject(labels.Select((l, i) => KeyValuePair.Create(l, (JsonNode?)values[i])));
        }

        if (!finalizers.IsEmpty)
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => JsonValue.Create(f))]);
        }

        if (metadata.Count > 0)
        {
            pod["metadata"] = metadata;
        }

        var spec = new JsonObject();
        if (!containers.IsEmpty)
        {
            spec["containers"] = new JsonArray([.. containers.Select((name, i) => Container(name, images[i], ports[i]))]);
        }

        if (selects is not null)
        {
            spec["nodeSelector"] = new JsonObject { ["node"] = selects };
        }

        if (spec.Count > 0)
        {
            pod["spec"] = spec;
        }

        return pod;
    }

    private static JsonObject Container(string name, string? image, List<int> ports)
    {
        var container = new JsonObject { ["name"] = name };
        if (image is not null)
        {
            container["image"] = image;
        }

        if (ports.Count > 0)
        {
            container["ports"] = new JsonArray([.. ports.Select(p => new JsonObject { ["containerPort"] = p })]);
        }

        return container;
    }

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
