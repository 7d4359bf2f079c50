using System.Text.Json.Nodes;

namespace LocalPods.Cli.Client;

/// <summary>An API server: the daemon of an instance over its socket, or any other. For one thread; streams have connections of their own.</summary>
internal sealed class ApiClient : IDisposable
{
    /// <summary>Where a daemon has what Kubernetes has not.</summary>
    public const string OwnPaths = "/localpods/";

    private readonly IDialer _dialer;
    private readonly Action<string> _trace;
    private readonly Action<string> _warn;
    private readonly Lock _warning = new();
    private HttpConnection? _idle;

    /// <param name="dialer">How the server is reached; nothing is dialled yet.</param>
    /// <param name="trace">Told every request and answer, one line each.</param>
    /// <param name="warn">Told every warning of the server.</param>
    public ApiClient(IDialer dialer, Action<string> trace, Action<string> warn) => (_dialer, _trace, _warn) = (dialer, trace, warn);

    /// <summary>The daemon of an instance; null when it does not listen.</summary>
    /// <exception cref="IOException">The socket may not be used.</exception>
    public static ApiClient? TryConnect(InstancePaths paths, Action<string> trace, Action<string> warn)
    {
        if (UnixSocket.TryConnect(paths.Socket) is not { } socket)
        {
            return null;
        }

        var dialer = new SocketDialer(paths);
        return new ApiClient(dialer, trace, warn) { _idle = new HttpConnection(socket, dialer) };
    }

    /// <summary>The server as messages name it.</summary>
    public string Address => _dialer.Address;

    /// <summary>The answer's body.</summary>
    /// <exception cref="ApiFailure">The server refused.</exception>
    public byte[] Send(ApiRequest request)
    {
        var (connection, answer) = ExchangeOnIdle(request);
        var body = answer.Body.ReadToEnd();
        if (string.Equals(answer.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase))
        {
            connection.Dispose();
        }
        else
        {
            Interlocked.Exchange(ref _idle, connection)?.Dispose();
        }

        return answer.Code < 400 ? body : throw Refusal(request, answer.Code, body);
    }

    public byte[] Get(string target) => Send(new ApiRequest("GET", target));

    public JsonObject GetObject(string target) => Parse(Get(target));

    /// <summary>The object, or null when there is none.</summary>
    public JsonObject? FindObject(string target)
    {
        try
        {
            return GetObject(target);
        }
        catch (ApiFailure failure) when (failure.IsNotFound)
        {
            return null;
        }
    }

    public JsonObject SendObject(string method, string target, JsonNode? body) =>
        Parse(Send(new ApiRequest(method, target) { Body = body is null ? null : JsonBytes.Of(body) }));

    /// <summary>A body that is read as it comes, on a connection of its own.</summary>
    /// <exception cref="ApiFailure">The server refused.</exception>
    public ApiStream Open(ApiRequest request)
    {
        var connection = Connect();
        try
        {
            var answer = Exchange(connection, request);
            return answer.Code < 400 ? new ApiStream(connection, answer.Body) : throw Refusal(request, answer.Code, answer.Body.ReadToEnd());
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Asks to switch protocols, on a connection of its own.</summary>
    /// <returns>The connection, which speaks the other protocol from now on, and the answer's header.</returns>
    /// <exception cref="ApiFailure">The server refused.</exception>
    public (HttpConnection Connection, HttpAnswer Answer) Upgrade(ApiRequest request)
    {
        var connection = Connect();
        var answer = Exchange(connection, request);
        if (answer.Code == 101)
        {
            return (connection, answer);
        }

        using (connection)
        {
            throw Refusal(request, answer.Code, answer.Body.ReadToEnd());
        }
    }

    public void Dispose() => _idle?.Dispose();

    private static JsonObject Parse(byte[] body) =>
        JsonNode.Parse(body) as JsonObject ?? throw new IOException("the server answered with something that is no JSON object");

    private HttpAnswer Exchange(HttpConnection connection, ApiRequest request)
    {
        var answer = connection.Exchange(request);
        _trace($"{request.Method} {request.Target} -> {answer.Code}");
        foreach (var warning in answer.Warnings)
        {
            lock (_warning)
            {
                _warn(warning);
            }
        }

        return answer;
    }

    private (HttpConnection, HttpAnswer) ExchangeOnIdle(ApiRequest request)
    {
        if (Interlocked.Exchange(ref _idle, null) is { } idle)
        {
            try
            {
                return (idle, Exchange(idle, request));
            }
            catch (IOException) when (request.Method == "GET")
            {
                idle.Dispose(); // a server may end a connection that was idle for long; a read can be asked again
            }
        }

        var connection = Connect();
        return (connection, Exchange(connection, request));
    }

    private ApiFailure Refusal(ApiRequest request, int code, byte[] body)
    {
        var failure = ApiFailure.Read(code, body);
        return request.Target.StartsWith(OwnPaths, StringComparison.Ordinal) && code is 403 or 404 && !_dialer.IsOwnDaemon && !IsLocalPods()
            ? new ApiFailure(code, failure.Reason, failure.Message) { Plain = $"error: this needs a LocalPods daemon, which {Address} is not" }
            : failure;
    }

    private bool IsLocalPods()
    {
        try
        {
            return GetObject("/version")["gitVersion"]?.ToString().Contains("localpods", StringComparison.Ordinal) == true;
        }
        catch (ApiFailure)
        {
            return false;
        }
    }

    private HttpConnection Connect() => new(_dialer.Dial(), _dialer);
}
