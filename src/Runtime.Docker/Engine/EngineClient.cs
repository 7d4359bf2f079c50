using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace LocalPods.Runtime.Docker.Engine;

/// <summary>
/// Speaks the Docker Engine API over HTTP and knows no pods. Agrees with the engine on a version before the first call and
/// after every lost connection, holds every call to its deadline, and turns every failure into a
/// <see cref="ContainerRuntimeException"/>.
/// </summary>
internal sealed partial class EngineClient : IDisposable
{
    private const int Retries = 2;

    private readonly EngineConnector _connector;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;
    private readonly ResiliencePipeline _retry;
    private volatile Version? _version;

    public EngineClient(EngineAddress address, EngineDeadlines deadlines, TimeProvider clock)
    {
        Deadlines = deadlines;
        _clock = clock;
        _connector = new EngineConnector(address);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) => (await _connector.ConnectAsync(cancellationToken)).Stream,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        });
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<ContainerRuntimeException>(IsLostOnTheWay),
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(50),
            })
            .Build();
    }

    /// <summary>Oldest version this client works with: Docker 20.10.</summary>
    public static Version Oldest { get; } = new(1, 41);

    /// <summary>Newest version this client was written for: Docker 27.</summary>
    public static Version Newest { get; } = new(1, 47);

    public EngineAddress Address => _connector.Address;

    public EngineDeadlines Deadlines { get; }

    /// <summary>The version agreed on with the engine.</summary>
    /// <exception cref="ContainerRuntimeException">The engine cannot be asked, or is too old.</exception>
    public Task<Version> GetApiVersionAsync(CancellationToken cancellationToken) =>
        _version is { } agreed
            ? Task.FromResult(agreed)
            : WithinAsync(Deadlines.Query, "ask the engine's version", AgreeAsync, cancellationToken);

    /// <summary>Turns a failure of a stream that has begun into one of the contract; null for what is none of the engine's.</summary>
    public ContainerRuntimeException? Translate(Exception failure, string doing) => EngineFailure.From(failure, doing, Address);

    public void Dispose()
    {
        _http.Dispose();
        _connector.Dispose();
    }

    /// <summary>Asks and reads the JSON answer.</summary>
    private Task<T> QueryAsync<T>(EngineCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        RunAsync(
            call,
            async limited =>
            {
                using var response = await SendAsync(call, limited);
                await using var body = await response.Content.ReadAsStreamAsync(limited);
                return await System.Text.Json.JsonSerializer.DeserializeAsync(body, type, limited)
                    ?? throw new System.Text.Json.JsonException("it is null");
            },
            cancellationToken);

    /// <summary>Tells the engine to do something; the answer holds nothing of interest but its status.</summary>
    private Task<HttpStatusCode> CommandAsync(EngineCall call, CancellationToken cancellationToken) =>
        RunAsync(
            call,
            async limited =>
            {
                using var response = await SendAsync(call, limited);
                await response.Content.CopyToAsync(Stream.Null, limited); // read to its end, so that the connection can be used again
                return response.StatusCode;
            },
            cancellationToken);

    /// <summary>Asks for a stream; the deadline ends when it begins. The caller disposes the response.</summary>
    private Task<HttpResponseMessage> OpenAsync(EngineCall call, CancellationToken cancellationToken) =>
        RunAsync(call, limited => SendAsync(call, limited), cancellationToken);

    private async Task<T> RunAsync<T>(EngineCall call, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        call.Repeatable
            ? await _retry.ExecuteAsync(async token => await WithinAsync(call.Deadline, call.Doing, work, token), cancellationToken)
            : await WithinAsync(call.Deadline, call.Doing, work, cancellationToken);

    private async Task<T> WithinAsync<T>(TimeSpan deadline, string doing, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(deadline, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await work(either.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && limit.IsCancellationRequested && e is not ContainerRuntimeException)
        {
            throw EngineFailure.Late(doing, deadline);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && EngineFailure.From(e, doing, Address) is { } failure)
        {
            if (failure.Failure == RuntimeFailure.Unavailable)
            {
                _version = null; // what answers next may be another engine
            }

            throw failure;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not ContainerRuntimeException)
        {
            throw new OperationCanceledException(doing, e, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(EngineCall call, CancellationToken cancellationToken)
    {
        var version = _version ?? await AgreeAsync(cancellationToken);
        using var request = new HttpRequestMessage(call.Method, new Uri($"http://engine/v{version}{call.Path}"));
        if (!call.Repeatable)
        {
            // Even an empty body: a request without any is sent again by the HTTP handler when its connection breaks.
            request.Content = new ReadOnlyMemoryContent(call.Body ?? ReadOnlyMemory<byte>.Empty);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(call.ContentType);
        }

        if (call.RegistryAuth is { } auth)
        {
            request.Headers.TryAddWithoutValidation("X-Registry-Auth", auth);
        }

        var response = await _http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
        {
            return response;
        }

        using (response)
        {
            throw await EngineFailure.FromAnswerAsync(call.Doing, response, cancellationToken);
        }
    }

    private async Task<Version> AgreeAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://engine/_ping"));
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await EngineFailure.FromAnswerAsync("ask the engine's version", response, cancellationToken);
        }

        var spoken = response.Headers.TryGetValues("Api-Version", out var values) ? values.First() : "";
        if (!Version.TryParse(spoken, out var newest) || newest < Oldest)
        {
            throw EngineFailure.TooOld(Address, spoken.Length == 0 ? "of an unknown version" : spoken);
        }

        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
        return _version = newest < Newest ? newest : Newest;
    }

    /// <summary>A connection that broke under a call; one that could not be made (its cause is a socket's) would only break again.</summary>
    private static bool IsLostOnTheWay(ContainerRuntimeException failure) =>
        failure is { Failure: RuntimeFailure.Unavailable, InnerException: IOException or HttpRequestException };
}
