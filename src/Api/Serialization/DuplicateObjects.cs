using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Serialization;

/// <summary>Finds objects that are given twice, in one file or in several that are applied together.</summary>
public static class DuplicateObjects
{
    /// <summary>Looks for repeated kind, namespace and name; objects without a name are left alone.</summary>
    /// <param name="objects">In the order they would be applied.</param>
    /// <returns>An error at each object that repeats an earlier one with other content, a warning when the content is the same.</returns>
    public static ImmutableArray<Fault> Find(IEnumerable<ManifestObject> objects)
    {
        var first = new Dictionary<(string, string, string), ManifestObject>();
        var faults = ImmutableArray.CreateBuilder<Fault>();
        foreach (var item in objects.Where(item => !string.IsNullOrEmpty(item.Name)))
        {
            if (first.TryAdd((item.Known.ApiVersion + "/" + item.Kind, item.Namespace ?? "", item.Name!), item))
            {
                continue;
            }

            var earlier = first[(item.Known.ApiVersion + "/" + item.Kind, item.Namespace ?? "", item.Name!)];
            var same = JsonNode.DeepEquals(earlier.Json, item.Json);
            faults.Add(new Fault(
                FaultKind.DuplicateObject,
                item.Locate("metadata.name"),
                $"{item.Kind} \"{item.Name}\" is given twice{(same ? "" : " with different content")}; the first is at {earlier.Locate("metadata.name")}")
            {
                Severity = same ? FaultSeverity.Warning : FaultSeverity.Error,
                FieldPath = "metadata.name",
            });
        }

        return faults.DrainToImmutable();
    }
}
