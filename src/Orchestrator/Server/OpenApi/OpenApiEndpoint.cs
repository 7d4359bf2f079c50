using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary><c>/openapi/v2</c> and <c>/openapi/v3</c>.</summary>
internal sealed class OpenApiEndpoint(OpenApiDocuments documents, TimeProvider clock)
{
    // What clients ask for holds an @, which the type of an answer may not.
    private const string ProtobufV2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private const string AskedV2 = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /// <summary>Answers when the path is one of a schema.</summary>
    /// <returns>False when it is not.</returns>
    public async Task<bool> TryAnswerAsync(HttpContext http, string path)
    {
        switch (path.Trim('/').Split('/', 3))
        {
            case ["openapi", "v2"]:
                var protobuf = http.Request.Headers.Accept.SelectMany(a => (a ?? "").Split(',', StringSplitOptions.TrimEntries)).FirstOrDefault() is { } first
                    && (first.StartsWith(AskedV2, StringComparison.Ordinal) || first.StartsWith(ProtobufV2, StringComparison.Ordinal));
                http.Response.Headers.Vary = "Accept";
                await SendAsync(http, protobuf ? documents.V2Protobuf() : documents.V2(), protobuf ? ProtobufV2 : Answer.JsonType, "no-cache, private");
                return true;
            case ["openapi", "v3"]:
                await SendAsync(http, documents.V3Index(), Answer.JsonType, "no-cache, private");
                return true;
            case ["openapi", "v3", var groupVersion] when documents.V3(groupVersion) is { } document:
                await SendHashedAsync(http, document, groupVersion);
                return true;
            default:
                return false;
        }
    }

    // A document whose hash is in its address never changes.
    private Task SendHashedAsync(HttpContext http, OpenApiDocument document, string groupVersion)
    {
        var asked = http.Request.Query.Text("hash");
        http.Response.Headers.Vary = "Accept";
        if (asked is null)
        {
            return SendAsync(http, document, Answer.JsonType, "no-cache, private");
        }

        if (asked != document.Hash)
        {
            http.Response.Redirect($"/openapi/v3/{groupVersion}?hash={document.Hash}", permanent: true);
            return Task.CompletedTask;
        }

        http.Response.Headers.Expires = clock.GetUtcNow().AddYears(1).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        return SendAsync(http, document, Answer.JsonType, "public, immutable");
    }

    private static Task SendAsync(HttpContext http, OpenApiDocument document, string contentType, string caching)
    {
        http.Response.Headers.ETag = document.ETag;
        if (http.Request.Headers.IfNoneMatch.Contains(document.ETag))
        {
            http.Response.StatusCode = 304;
            http.Response.Headers.CacheControl = caching;
            return Task.CompletedTask;
        }

        return Answer.BytesAsync(http, 200, contentType, document.Bytes, caching);
    }
}
