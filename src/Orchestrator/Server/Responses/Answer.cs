using System.IO.Compression;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Store;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Responses;

/// <summary>Sends whole answers.</summary>
internal static class Answer
{
    public const string JsonType = "application/json";

    private const int LongestWarnings = 4096;

    /// <summary>Bodies up to here are not worth the time, as with other API servers.</summary>
    private const int LargestPlain = 128 * 1024;

    /// <summary>Sends an object in the form the client asked for.</summary>
    public static async Task ObjectAsync(ResourceRequest request, StoredObject stored, int code, ResponseFormat format, DateTimeOffset now)
    {
        using var output = new AnswerBuffer(stored.Json.Length + 256);
        ObjectJson.WriteObject(output, request.Definition, stored, format, TableJson.Include(request.Query), now);
        await BytesAsync(request.Http, code, JsonType, output.Written);
    }

    public static Task StatusAsync(HttpContext http, Status status) => JsonAsync(http, status.Code ?? 200, status);

    /// <summary>Sends an object of the object model.</summary>
    /// <typeparam name="T">Of the object model.</typeparam>
    public static Task JsonAsync<T>(HttpContext http, int code, T value) =>
        BytesAsync(http, code, JsonType, JsonText.Of(value));

    public static Task TextAsync(HttpContext http, int code, string text) =>
        BytesAsync(http, code, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));

    public static async Task BytesAsync(HttpContext http, int code, string contentType, ReadOnlyMemory<byte> body, string caching = "no-cache, private")
    {
        var response = http.Response;
        response.StatusCode = code;
        response.ContentType = contentType;
        response.Headers.CacheControl = caching;
        if (body.Length > LargestPlain && AcceptsGzip(http.Request))
        {
            body = Compressed(body);
            response.Headers.ContentEncoding = "gzip";
            response.Headers.Append("Vary", "Accept-Encoding");
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.Headers.AcceptEncoding.SelectMany(e => (e ?? "").Split(',')).Any(e => e.Split(';', StringSplitOptions.TrimEntries) is ["gzip"] or ["gzip", not ("q=0" or "q=0.0")]);

    private static ReadOnlyMemory<byte> Compressed(ReadOnlyMemory<byte> body)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    /// <summary>Adds a warning that clients show to people; one that was given already is not repeated, and of one for which there is no room its beginning is given.</summary>
    public static void Warn(HttpContext http, string text)
    {
        const int whatFits = 256;
        var given = http.Response.Headers.Warning;
        var room = LongestWarnings - given.Sum(w => w?.Length ?? 0);
        var whole = HeaderOf(text);
        var warning = whole.Length <= room || text.Length <= whatFits ? whole : HeaderOf(text[..whatFits]);
        if (!given.Contains(warning) && warning.Length <= room)
        {
            http.Response.Headers.Append("Warning", warning);
        }
    }

    private static string HeaderOf(string text)
    {
        var clean = new string([.. text.Select(c => char.IsControl(c) || c > 0x7E ? ' ' : c)]);
        return $"299 - \"{clean.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
