using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Apply;

namespace LocalPods.Cli.Tests.Apply;

/// <summary>What holds for any manifest of last time, any of now, and whatever others made of the object in between.</summary>
public sealed class ThreeWayPropertyTests
{
    private static readonly TypeShape s_pod = TypeShape.For(ApiJson.TypeInfo<Pod>());

    private static readonly Gen<JsonObject> s_manifest =
        from labels in Some("a", "b", "c")
        from containers in Some("x", "y", "z")
        from reversed in Gen.Elements(true, false)
        from ports in Gen.ArrayOf(Some(80, 81, 82), 3)
        from arguments in Gen.ArrayOf(Some("p", "q"), 3)
        from finalizers in Gen.SubListOf("q/a", "q/b", "q/c")
        from node in Gen.Elements<string?>(null, "n1", "n2")
        select Manifest(labels, reversed ? [.. containers.AsEnumerable().Reverse()] : containers, ports, arguments, [.. finalizers], node);

    private static readonly Gen<Applied> s_applied =
        from original in s_manifest
        from modified in s_manifest
        from others in s_manifest
        select new Applied(original, modified, ThreeWayMerge.Merge([], others, original, s_pod));

    [Fact]
    public void Everything_of_the_manifest_is_there() => Check(a => Holds(a.Merged, a.Modified));

    [Fact]
    public void Applying_it_again_changes_nothing() =>
        Check(a => JsonNode.DeepEquals(ThreeWayMerge.Merge(Copy(a.Modified), Copy(a.Modified), Copy(a.Merged), s_pod), a.Merged));

    [Fact]
    public void What_the_manifest_dropped_is_gone() => Check(a =>
        Dropped(a, "labels").All(label => a.Merged["metadata"]?["labels"]?[label] is null)
        && Names(a.Original).Except(Names(a.Modified)).All(name => !Names(a.Merged).Contains(name))
        && (a.Original["spec"]?["nodeSelector"] is null || a.Modified["spec"]?["nodeSelector"] is not null || a.Merged["spec"]?["nodeSelector"]?["node"] is null));

    [Fact]
    public void What_only_others_wrote_stays() => Check(a =>
        (IsDropped(a, "spec", "containers") || Names(a.Live).Except(Names(a.Original)).All(name => Names(a.Merged).Contains(name)))
        && (IsDropped(a, "metadata", "labels") || Keys(a.Live, "labels").Except(Keys(a.Original, "labels")).All(label => a.Merged["metadata"]?["labels"]?[label] is not null)));

    [Fact]
    public void Where_nobody_else_wrote_anything_the_object_becomes_the_manifest() => Check(a =>
    {
        var alone = ThreeWayMerge.Merge(Copy(a.Original), Copy(a.Modified), Copy(a.Original), s_pod);
        return Holds(alone, a.Modified) && Holds(a.Modified, WithoutEmpty(alone));
    });

    private static Gen<T[]> Some<T>(params T[] of) => Gen.SubListOf(of).Select(l => l.ToArray());

    // A map or list that is dropped as a whole goes with all that others put in.
    private static bool IsDropped(Applied a, string outer, string inner) =>
        (a.Original[outer] is not null && a.Modified[outer] is null) || (a.Original[outer]?[inner] is not null && a.Modified[outer]?[inner] is null);

    private static JsonObject Copy(JsonObject of) => of.DeepClone().AsObject();

    private static IEnumerable<string> Keys(JsonObject pod, string map) => pod["metadata"]?[map]?.AsObject().Select(p => p.Key) ?? [];

    private static IEnumerable<string> Dropped(Applied a, string map) => Keys(a.Original, map).Except(Keys(a.Modified, map));

    private static List<string> Names(JsonObject pod) => [.. pod["spec"]?["containers"]?.AsArray().Select(c => c!["name"]!.GetValue<string>()) ?? []];

    // Whether everything that is in the second is in the first; what is in lists may have company, but for lists that are one value.
    private static bool Holds(JsonNode? whole, JsonNode? part, string field = "") => (whole, part) switch
    {
        (JsonObject w, JsonObject p) => p.All(f => Holds(w[f.Key], f.Value, f.Key)),
        (JsonArray w, JsonArray p) when field != "args" => p.All(item => w.Any(other => Holds(other, item))),
        _ => JsonNode.DeepEquals(whole, part),
    };

    private static JsonObject WithoutEmpty(JsonObject of)
    {
        foreach (var (name, value) in of.ToList())
        {
            foreach (var item in (value as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                WithoutEmpty(item);
            }

            if ((value is JsonObject inner && WithoutEmpty(inner).Count == 0) || value is JsonArray { Count: 0 })
            {
                of.Remove(name);
            }
        }

        return of;
    }

    private static JsonObject Manifest(string[] labels, string[] containers, int[][] ports, string[][] arguments, string[] finalizers, string? node)
    {
        var pod = new JsonObject();
        if (labels.Length > 0)
        {
            pod["metadata"] = new JsonObject { ["labels"] = new JsonObject(labels.Select((l, i) => KeyValuePair.Create(l, (JsonNode?)JsonValue.Create(arguments[i].Length > 0 ? "1" : "2")))) };
        }

        if (finalizers.Length > 0)
        {
            pod["metadata"] ??= new JsonObject();
            pod["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Select(f => JsonValue.Create(f))]);
        }

        var spec = new JsonObject();
        if (containers.Length > 0)
        {
            spec["containers"] = new JsonArray([.. containers.Select((name, i) => Container(name, ports[i], arguments[i]))]);
        }

        if (node is not null)
        {
            spec["nodeSelector"] = new JsonObject { ["node"] = node };
        }

        if (spec.Count > 0)
        {
            pod["spec"] = spec;
        }

        return pod;
    }

    private static JsonObject Container(string name, int[] ports, string[] arguments)
    {
        var container = new JsonObject { ["name"] = name };
        if (ports.Length > 0)
        {
            container["ports"] = new JsonArray([.. ports.Select(p => new JsonObject { ["containerPort"] = p, ["protocol"] = "TCP" })]);
        }

        if (arguments.Length > 0)
        {
            container["args"] = new JsonArray([.. arguments.Select(a => JsonValue.Create(a))]);
        }

        return container;
    }

    private static void Check(Func<Applied, bool> holds) => Prop.ForAll(s_applied.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>A manifest of last time, one of now, and the object as others have it by now.</summary>
    private sealed record Applied(JsonObject Original, JsonObject Modified, JsonObject Live)
    {
        public JsonObject Merged => ThreeWayMerge.Merge(Copy(Original), Copy(Modified), Copy(Live), s_pod);

        public override string ToString() => $"original {Original.ToJsonString()}\nmodified {Modified.ToJsonString()}\nlive {Live.ToJsonString()}\nmerged {Merged.ToJsonString()}";
    }
}
