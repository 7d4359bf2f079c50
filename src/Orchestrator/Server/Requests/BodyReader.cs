using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>Reads bodies whole, within a limit.</summary>
internal static class BodyReader
{
    /// <summary>The largest body taken, in bytes.</summary>
    public const long Limit = 3 * 1024 * 1024;

    /// <summary>The media type without parameters, lower case; JSON when the request names none.</summary>
    public static string MediaType(HttpRequest request) =>
        string.IsNullOrEmpty(request.ContentType) ? "application/json" : request.ContentType.Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The whole body, empty when there is none.</summary>
    /// <exception cref="ApiException">413: larger than <see cref="Limit"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Limit)
        {
            throw ApiErrors.TooLarge(Limit);
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > Limit)
            {
                throw ApiErrors.TooLarge(Limit);
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
