using System.Text.Json.Nodes;

namespace LocalPods.Cli.Client;

/// <summary>The API of one instance, over its Unix socket. For one thread; streams have connections of their own.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly InstancePaths _paths;
    private readonly Action<string> _trace;
    private readonly Action<string> _warn;
    private readonly Lock _warning = new();
    private HttpConnection? _idle;

    private ApiClient(InstancePaths paths, HttpConnection connection, Action<string> trace, Action<string> warn) =>
        (_paths, _idle, _trace, _warn) = (paths, connection, trace, warn);

    /// <summary>Null when no daemon listens.</summary>
    /// <param name="paths">Where the instance's socket is.</param>
    /// <param name="trace">Told every request and answer, one line each.</param>
    /// <param name="warn">Told every warning of the server.</param>
    /// <exception cref="IOException">The socket may not be used.</exception>
    public static ApiClient? TryConnect(InstancePaths paths, Action<string> trace, Action<string> warn) =>
        UnixSocket.TryConnect(paths.Socket) is { } socket ? new ApiClient(paths, new HttpConnection(socket), trace, warn) : null;

    /// <summary>The answer's body.</summary>
    /// <exception cref="ApiFailure">The server refused.</exception>
    public byte[] Send(ApiRequest request)
    {
        var connection = Interlocked.Exchange(ref _idle, null) ?? Connect();
        var answer = Exchange(connection, request);
        var body = answer.Body.ReadToEnd();
        if (string.Equals(answer.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase))
        {
            connection.Dispose();
        }
        else
        {
            Interlocked.Exchange(ref _idle, connection)?.Dispose();
        }

        return answer.Code < 400 ? body : throw ApiFailure.Read(answer.Code, body);
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
            return answer.Code < 400 ? new ApiStream(connection, answer.Body) : throw ApiFailure.Read(answer.Code, answer.Body.ReadToEnd());
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
            throw ApiFailure.Read(answer.Code, answer.Body.ReadToEnd());
        }
    }

    public void Dispose() => _idle?.Dispose();

    private static JsonObject Parse(byte[] body) =>
        JsonNode.Parse(body) as JsonObject ?? throw new IOException("the daemon answered with something that is no JSON object");

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

    private HttpConnection Connect() =>
        new(UnixSocket.TryConnect(_paths.Socket) ?? throw new IOException($"the daemon of instance \"{_paths.Instance}\" is gone: nobody listens on {_paths.Socket}"));
}
