using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalPods.Runtime.Docker.Tests.Engine;

/// <summary>What the fake engine was asked.</summary>
/// <param name="Method">HTTP's.</param>
/// <param name="Version">In front of the path, as <c>1.41</c>; empty without.</param>
/// <param name="Path">Decoded, without version and query.</param>
/// <param name="Query">Decoded, without the question mark.</param>
/// <param name="Headers">By name in lower case.</param>
/// <param name="Body">As text.</param>
internal sealed record FakeRequest(string Method, string Version, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Null when the client has closed the connection.</summary>
    public static async Task<FakeRequest?> ReadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(h => h[0].ToLowerInvariant(), h => h[1], StringComparer.Ordinal);
        var length = headers.TryGetValue("content-length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var body = new byte[length];
        await stream.ReadExactlyAsync(body);

        var (method, target) = (lines[0].Split(' ')[0], lines[0].Split(' ')[1].Split('?', 2));
        var versioned = target[0].StartsWith("/v1.", StringComparison.Ordinal);
        var cut = versioned ? target[0].IndexOf('/', 1) : 0;
        return new FakeRequest(
            method,
            versioned ? target[0][2..cut] : "",
            Uri.UnescapeDataString(target[0][cut..]),
            Uri.UnescapeDataString(target.Length > 1 ? target[1] : ""),
            headers,
            Encoding.UTF8.GetString(body));
    }
}
