using System.Text.Json.Nodes;

namespace LocalPods.Cli.Commands;

/// <summary>What <c>label</c> or <c>annotate</c> is to do to one of the maps of an object's metadata.</summary>
/// <param name="Set">Keys and the values they get.</param>
/// <param name="Removed">Keys that go.</param>
internal sealed record MapChange(IReadOnlyDictionary<string, string> Set, IReadOnlyList<string> Removed)
{
    public bool IsEmpty => Set.Count == 0 && Removed.Count == 0;

    /// <summary>Parts types and names from <c>key=value</c> and <c>key-</c>, which come after them.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="what">What the pairs are, in messages: <c>label</c>.</param>
    /// <exception cref="CommandException">A type or name stands after a pair.</exception>
    public static (IReadOnlyList<string> Resources, IReadOnlyList<string> Pairs) Split(IReadOnlyList<string> words, string what)
    {
        var (resources, pairs) = (new List<string>(), new List<string>());
        foreach (var word in words)
        {
            var isPair = word.IndexOf('=', StringComparison.Ordinal) > 0 || word.EndsWith('-');
            if (!isPair && pairs.Count > 0)
            {
                throw CommandException.Error($"all resources must be specified before {what} changes: {word}");
            }

            (isPair ? pairs : resources).Add(word);
        }

        return (resources, pairs);
    }

    /// <summary>The merge patch that brings a map to what is wanted; an empty object when it is so already.</summary>
    /// <param name="map"><c>labels</c> or <c>annotations</c>.</param>
    /// <param name="live">The map as it is; null for none.</param>
    public JsonObject Patch(string map, JsonObject? live)
    {
        var change = new JsonObject();
        foreach (var (key, value) in Set.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (live?[key]?.ToString() != value)
            {
                change[key] = value;
            }
        }

        foreach (var key in Removed.Where(k => live?.ContainsKey(k) == true))
        {
            change[key] = null;
        }

        return change.Count == 0 ? [] : new JsonObject { ["metadata"] = new JsonObject { [map] = change } };
    }
}
