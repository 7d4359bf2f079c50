using System.Text.Json;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Engine;

/// <summary>The <c>filters</c> parameter of lists and events.</summary>
internal static class EngineFilters
{
    /// <summary>Values of one key widen the answer, keys narrow it (but for labels, of which all must hold).</summary>
    public static string Query(params ReadOnlySpan<(string Key, string[] Values)> filters)
    {
        var byKey = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (key, values) in filters)
        {
            byKey[key] = values;
        }

        return $"filters={Uri.EscapeDataString(JsonSerializer.Serialize(byKey, EngineJson.Default.DictionaryStringStringArray))}";
    }
}
