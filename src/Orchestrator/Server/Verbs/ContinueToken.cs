using System.Text;
using System.Text.Json;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>Where the next page of a list begins.</summary>
/// <param name="Revision">Of the list all pages show; -1 to go on with whatever is there now.</param>
/// <param name="Namespace">Of the last object shown.</param>
/// <param name="Name">Of the last object shown.</param>
internal sealed record ContinueToken(long Revision, string Namespace, string Name)
{
    private const string Version = "meta.k8s.io/v1";

    public string Encode()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("v", Version);
            writer.WriteNumber("rv", Revision);
            writer.WriteString("start", $"{Namespace}/{Name}");
            writer.WriteEndObject();
        }

        return Convert.ToBase64String(bytes.ToArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Reads a token back.</summary>
    /// <exception cref="ApiException">400: not one of ours.</exception>
    public static ContinueToken Decode(string text)
    {
        try
        {
            var base64 = text.Replace('-', '+').Replace('_', '/');
            var bytes = Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var start = root.GetProperty("start").GetString()!;
            var slash = start.IndexOf('/', StringComparison.Ordinal);
            return root.GetProperty("v").ValueEquals(Version) && slash >= 0
                ? new(root.GetProperty("rv").GetInt64(), start[..slash], start[(slash + 1)..])
                : throw new FormatException("unknown version");
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException or DecoderFallbackException or NullReferenceException)
        {
            throw ApiErrors.BadRequest($"invalid continue token: {e.Message}");
        }
    }

    /// <summary>Whether an object comes after the last one shown.</summary>
    public bool IsBefore(string ns, string name)
    {
        var byNamespace = string.CompareOrdinal(ns, Namespace);
        return byNamespace > 0 || (byNamespace == 0 && string.CompareOrdinal(name, Name) > 0);
    }
}
