using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server;

/// <summary>Turns whatever a request threw into a Status. The only place that does.</summary>
internal sealed partial class FailureAnswers(RequestDelegate next, ILogger logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested)
        {
            LogAborted(logger, http.Request.Method, http.Request.Path, e.GetType().Name);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var status = Translate(e);
            if (status.Code >= 500)
            {
                LogFailed(logger, http.Request.Method, http.Request.Path, status.Message, status.Code == 500 ? e : null);
            }

            http.Response.Headers.Remove("Content-Length");
            if (status.Details?.RetryAfterSeconds is { } seconds)
            {
                http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            await Answer.StatusAsync(http, status);
        }
        catch (Exception e)
        {
            // The answer is under way: cutting the connection is all that is left to say.
            LogCut(logger, http.Request.Method, http.Request.Path, e);
            http.Abort();
        }
    }

    private static Status Translate(Exception e) => e switch
    {
        ApiException api => api.Status,
        BadHttpRequestException { StatusCode: 413 } => ApiErrors.TooLarge(Requests.BodyReader.Limit).Status,
        BadHttpRequestException bad => ApiErrors.BadRequest(bad.Message).Status with { Code = bad.StatusCode },
        ContainerRuntimeException { Failure: RuntimeFailure.NotFound or RuntimeFailure.Conflict or RuntimeFailure.Refused } refused => ApiErrors.BadRequest(refused.Message).Status,
        ContainerRuntimeException runtime => ApiErrors.Unavailable(runtime.Message).Status,
        StoreException { Failure: StoreFailure.Full } full => ApiErrors.StorageFull(full.Message).Status,
        StoreException { Failure: StoreFailure.Closed or StoreFailure.Unusable } store => ApiErrors.Unavailable(store.Message).Status,
        StoreException { Failure: StoreFailure.Expired } store => ApiErrors.Expired(store.Message).Status,
        OperationCanceledException => ApiErrors.Unavailable("the request was cut off: the server is stopping").Status,
        _ => ApiErrors.Internal(e.Message).Status,
    };

    [LoggerMessage(3001, LogLevel.Debug, "{Method} {Path}: the client went away ({Exception})")]
    private static partial void LogAborted(ILogger logger, string method, string path, string exception);

    [LoggerMessage(3002, LogLevel.Error, "{Method} {Path}: {Message}")]
    private static partial void LogFailed(ILogger logger, string method, string path, string? message, Exception? e);

    [LoggerMessage(3003, LogLevel.Warning, "{Method} {Path}: cut off in the middle of the answer")]
    private static partial void LogCut(ILogger logger, string method, string path, Exception e);
}
