using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace LocalPods.Orchestrator.Server.Access.Tokens;

/// <summary>JSON web tokens (RFC 7519) with one algorithm, ES256: what the header says of another is not even looked at.</summary>
internal static class WebToken
{
    public const string Algorithm = "ES256";

    private const int LongestToken = 16 * 1024;

    public static string Write(TokenClaims claims, SigningKey key)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new TokenHeader { Algorithm = Algorithm, KeyId = key.Id }, TokenJson.Default.TokenHeader);
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, TokenJson.Default.TokenClaims))}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>What a token says.</summary>
    /// <returns>Null when it is no token, or another key signed it.</returns>
    public static TokenClaims? Read(string token, SigningKey key)
    {
        if (token.Length > LongestToken || token.Split('.') is not [var header, var claims, var signature])
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(header), TokenJson.Default.TokenHeader) is { Algorithm: Algorithm } read && read.KeyId == key.Id
                && key.Verify(Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature))
                ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(claims), TokenJson.Default.TokenClaims)
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
