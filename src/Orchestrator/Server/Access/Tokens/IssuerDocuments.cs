using System.Buffers.Text;
using LocalPods.Orchestrator.Server.Responses;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Access.Tokens;

/// <summary>What others need to check tokens by themselves: <c>/.well-known/openid-configuration</c> and <c>/openid/v1/jwks</c>.</summary>
internal sealed class IssuerDocuments(ServiceAccountTokens tokens)
{
    public const string Configuration = "/.well-known/openid-configuration";
    public const string Keys = "/openid/v1/jwks";

    /// <summary>Tells who issues tokens, and where the keys are.</summary>
    public static Task ConfigurationAsync(HttpContext http) => Answer.BytesAsync(http, 200, Answer.JsonType, JsonText.Object(writer =>
    {
        writer.WriteString("issuer", ServiceAccountTokens.Issuer);
        writer.WriteString("jwks_uri", $"https://{http.Request.Host.Value}{Keys}");
        Discovery.DiscoveryDocuments.WriteTexts(writer, "response_types_supported", ["id_token"], always: true);
        Discovery.DiscoveryDocuments.WriteTexts(writer, "subject_types_supported", ["public"], always: true);
        Discovery.DiscoveryDocuments.WriteTexts(writer, "id_token_signing_alg_values_supported", [WebToken.Algorithm], always: true);
    }));

    /// <summary>Tells the public half of the key.</summary>
    public Task KeysAsync(HttpContext http) => Answer.BytesAsync(http, 200, "application/jwk-set+json", JsonText.Object(writer =>
    {
        var point = tokens.Key.Public;
        writer.WriteStartArray("keys");
        writer.WriteStartObject();
        writer.WriteString("use", "sig");
        writer.WriteString("kty", "EC");
        writer.WriteString("kid", tokens.Key.Id);
        writer.WriteString("crv", "P-256");
        writer.WriteString("alg", WebToken.Algorithm);
        writer.WriteString("x", Base64Url.EncodeToString(point.X));
        writer.WriteString("y", Base64Url.EncodeToString(point.Y));
        writer.WriteEndObject();
        writer.WriteEndArray();
    }));
}
