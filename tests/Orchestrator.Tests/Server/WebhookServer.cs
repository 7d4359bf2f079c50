using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>A webhook over HTTPS with a certificate of its own, which answers as the test says.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;

    private WebhookServer(WebApplication app, X509Certificate2 certificate) => (_app, _certificate) = (app, certificate);

    /// <summary>The requests of all questions so far.</summary>
    public ConcurrentQueue<JsonObject> Asked { get; } = [];

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/ask";

    public string CaBundle => Convert.ToBase64String(Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()));

    /// <summary>Starts one.</summary>
    /// <param name="answer">From the request of a question to the response, without its uid; null answers nonsense.</param>
    public static async Task<WebhookServer> StartAsync(Func<JsonObject, JsonObject?> answer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=webhook", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
        var app = builder.Build();
        var server = new WebhookServer(app, certificate);
        app.Run(http => server.AnswerAsync(http, answer));
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext http, Func<JsonObject, JsonObject?> answer)
    {
        var review = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        var asked = review["request"]!.AsObject();
        Asked.Enqueue(asked.DeepClone().AsObject());
        if (answer(asked) is { } response)
        {
            response["uid"] = asked["uid"]!.GetValue<string>();
            review.Remove("request");
            review["response"] = response;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(review.ToJsonString());
    }
}
