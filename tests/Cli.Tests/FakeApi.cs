using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace LocalPods.Cli.Tests;

/// <summary>An API that answers as the test says: on the socket where the command looks for its daemon's, or as <see cref="HttpsTransport"/> says.</summary>
public sealed class FakeApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly ConcurrentQueue<string> _authorizations = new();

    private FakeApi(string stateDirectory, string instance, bool overHttps)
    {
        Directory.CreateDirectory(Path.Combine(stateDirectory, instance));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (overHttps)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(HttpsTransport.ServerCertificate)));
        }
        else
        {
            builder.WebHost.ConfigureKestrel(k => k.ListenUnixSocket(Path.Combine(stateDirectory, instance, "api.sock")));
        }

        _app = builder.Build();
        On("GET /version", """{"gitVersion":"v1.33.0+localpods-0.1.0"}""");
        _app.UseWebSockets();
        _app.Run(AnswerAsync);
    }

    /// <summary>Method, path and query of every request so far, in order.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Bodies of the requests that had one.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    /// <summary>The value of the Authorization header of every request so far.</summary>
    public IReadOnlyList<string> Authorizations => [.. _authorizations];

    /// <summary>Where it listens; a folder of its own for an instance.</summary>
    public Uri Address => new(_app.Urls.Single());

    public static Task<FakeApi> StartAsync(string stateDirectory, string instance = "default") => StartAsync(stateDirectory, instance, HttpsTransport.IsWanted);

    /// <param name="stateDirectory">Where the command looks for its instances.</param>
    /// <param name="instance">The one that this would be the daemon of.</param>
    /// <param name="overHttps">Leaves the socket alone, and a kubeconfig in the state directory.</param>
    public static async Task<FakeApi> StartAsync(string stateDirectory, string instance, bool overHttps)
    {
        var api = new FakeApi(stateDirectory, instance, overHttps);
        await api._app.StartAsync();
        if (overHttps)
        {
            await File.WriteAllTextAsync(Path.Combine(stateDirectory, "kubeconfig"), HttpsTransport.Kubeconfig(api.Address.Port));
        }

        return api;
    }

    /// <summary>Answers a request (<c>GET /api/v1/namespaces/default/pods</c>, query included) with JSON.</summary>
    public FakeApi On(string request, string json, int code = 200) => On(request, async http =>
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json);
    });

    public FakeApi On(string request, Func<HttpContext, Task> answer)
    {
        _answers[request] = answer;
        return this;
    }

    /// <summary>Answers each time with the next of several documents; the last one stays.</summary>
    public FakeApi OnEach(string request, params (string Json, int Code)[] answers)
    {
        var at = -1;
        return On(request, async http =>
        {
            var (json, code) = answers[Math.Min(Interlocked.Increment(ref at), answers.Length - 1)];
            http.Response.StatusCode = code;
            await http.Response.WriteAsync(json);
        });
    }

    /// <summary>Answers with a watch of these events, one a line, and ends it.</summary>
    public FakeApi OnWatch(string request, params string[] events) => On(request, async http =>
    {
        foreach (var change in events)
        {
            await http.Response.WriteAsync(change.ReplaceLineEndings("") + "\n");
            await http.Response.Body.FlushAsync();
        }
    });

    public FakeApi NotFound(string request, string resource, string name) => On(request, StatusJson(404, "NotFound", $"{resource} \"{name}\" not found"), 404);

    /// <summary>Forgets the requests so far.</summary>
    public void Forget()
    {
        _requests.Clear();
        _bodies.Clear();
    }

    public static string StatusJson(int code, string reason, string message, string details = "{}") => $$"""
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","reason":"{{reason}}","message":{{System.Text.Json.JsonSerializer.Serialize(message)}},"details":{{details}},"code":{{code}}}
        """;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var request = $"{http.Request.Method} {http.Request.GetEncodedPathAndQuery()}";
        _requests.Enqueue(request);
        _authorizations.Enqueue(http.Request.Headers.Authorization.ToString());
        using var body = new StreamReader(http.Request.Body, Encoding.UTF8);
        if (await body.ReadToEndAsync() is { Length: > 0 } text)
        {
            _bodies.Enqueue(text);
        }

        if (_answers.TryGetValue(request, out var answer))
        {
            await answer(http);
        }
        else
        {
            http.Response.StatusCode = 500;
            await http.Response.WriteAsync(StatusJson(500, "InternalError", $"the test has no answer to {request}"));
        }
    }
}
