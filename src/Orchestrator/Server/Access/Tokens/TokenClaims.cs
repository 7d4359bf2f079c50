using System.Text.Json.Serialization;

namespace LocalPods.Orchestrator.Server.Access.Tokens;

/// <summary>What a token says. Times are seconds since 1970.</summary>
internal sealed record TokenClaims
{
    [JsonPropertyName("aud")]
    public ImmutableArray<string> Audiences { get => field.IsDefault ? [] : field; init; }

    [JsonPropertyName("exp")]
    public long Expires { get; init; }

    [JsonPropertyName("iat")]
    public long IssuedAt { get; init; }

    [JsonPropertyName("iss")]
    public string Issuer { get => field ?? ""; init; }

    [JsonPropertyName("jti")]
    public string Id { get => field ?? ""; init; }

    [JsonPropertyName("kubernetes.io")]
    public KubernetesClaims Kubernetes { get => field ??= new(); init; }

    [JsonPropertyName("nbf")]
    public long NotBefore { get; init; }

    [JsonPropertyName("sub")]
    public string Subject { get => field ?? ""; init; }
}

/// <summary>The objects behind a token.</summary>
internal sealed record KubernetesClaims
{
    public string Namespace { get => field ?? ""; init; }

    public ObjectClaim? Node { get; init; }

    public ObjectClaim? Pod { get; init; }

    public ObjectClaim? Secret { get; init; }

    [JsonPropertyName("serviceaccount")]
    public ObjectClaim ServiceAccount { get => field ??= new("", ""); init; }
}

/// <summary>An object by its name, and by its uid, so that a later one of the same name is another.</summary>
internal sealed record ObjectClaim(string Name, string Uid);

/// <summary>The first part of a token.</summary>
internal sealed record TokenHeader
{
    [JsonPropertyName("alg")]
    public string Algorithm { get => field ?? ""; init; }

    [JsonPropertyName("kid")]
    public string KeyId { get => field ?? ""; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenClaims))]
[JsonSerializable(typeof(TokenHeader))]
internal sealed partial class TokenJson : JsonSerializerContext;
