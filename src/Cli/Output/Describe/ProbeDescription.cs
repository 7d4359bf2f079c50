using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A probe in one line.</summary>
internal static class ProbeDescription
{
    /// <summary>Letters that a path keeps besides letters and digits, as Go's <c>net/url</c> writes one.</summary>
    private const string Kept = "-_.~$&+,/:;=@";

    public static void Write(DescriptionWriter to, string label, JsonElement probe)
    {
        if (probe.Exists())
        {
            to.Field(
                2,
                label,
                $"{Handler(probe)} delay={Number(probe, "initialDelaySeconds")}s timeout={Number(probe, "timeoutSeconds")}s " +
                $"period={Number(probe, "periodSeconds")}s #success={Number(probe, "successThreshold")} #failure={Number(probe, "failureThreshold")}");
        }
    }

    private static long Number(JsonElement of, string name) => of.Field(name).Number() ?? 0;

    private static string Handler(JsonElement probe)
    {
        if (probe.Field("exec") is { ValueKind: JsonValueKind.Object } exec)
        {
            return $"exec [{string.Join(' ', exec.Field("command").Items().Select(w => w.Text()))}]";
        }

        if (probe.Field("httpGet") is { ValueKind: JsonValueKind.Object } http)
        {
            var (host, path) = (http.Text("host"), http.Text("path"));
            host = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
            return $"http-get {http.Text("scheme").ToLowerInvariant()}://{host}:{http.Text("port")}{(path.StartsWith('/') ? "" : "/")}{Escape(path)}";
        }

        if (probe.Field("tcpSocket") is { ValueKind: JsonValueKind.Object } tcp)
        {
            return $"tcp-socket {tcp.Text("host")}:{tcp.Text("port")}";
        }

        return probe.Field("grpc") is { ValueKind: JsonValueKind.Object } grpc ? $"grpc <pod>:{grpc.Text("port")} {grpc.Text("service")}" : "unknown";
    }

    // A query counts as a part of the path here, so its question mark is escaped too.
    private static string Escape(string path)
    {
        var escaped = new StringBuilder();
        foreach (var letter in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)letter) || Kept.Contains((char)letter, StringComparison.Ordinal))
            {
                escaped.Append((char)letter);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{letter:X2}");
            }
        }

        return escaped.ToString();
    }
}
