using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>Whether JSON values are equal.</summary>
internal sealed class JsonEquality : IEqualityComparer<JsonNode?>
{
    private JsonEquality()
    {
    }

    public static JsonEquality Instance { get; } = new();

    public bool Equals(JsonNode? x, JsonNode? y) => JsonNode.DeepEquals(x, y);

    public int GetHashCode(JsonNode? obj) => (int)(obj?.GetValueKind() ?? 0);
}
