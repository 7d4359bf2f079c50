using System.Text.Json;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Server.Responses;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Daemon;

/// <summary>Tells of pulls: <c>/localpods/pulls</c> all there are, with <c>?watch=true</c> again after every change, a line each.</summary>
/// <param name="board">Where they are shown.</param>
/// <param name="stopping">Ends watches when the server stops.</param>
internal sealed class PullReports(PullBoard board, CancellationToken stopping)
{
    public Task AnswerAsync(HttpContext http) => http.Request.Query["watch"].ToString() is "true" or "1"
        ? WatchAsync(http)
        : Answer.BytesAsync(http, 200, Answer.JsonType, JsonSerializer.SerializeToUtf8Bytes(new PullList(board.Read()), DaemonJson.Default.PullList));

    private async Task WatchAsync(HttpContext http)
    {
        var response = http.Response;
        response.ContentType = Answer.JsonType;
        response.Headers.CacheControl = "no-cache, private";
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            await foreach (var pulls in board.WatchAsync(ended.Token))
            {
                var line = JsonSerializer.SerializeToUtf8Bytes(new PullChange("MODIFIED", new PullList(pulls)), DaemonJson.Default.PullChange);
                await response.BodyWriter.WriteAsync((byte[])[.. line, (byte)'\n'], ended.Token);
                await response.BodyWriter.FlushAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client left or the server stops: a watch ends without a word.
        }
    }
}
