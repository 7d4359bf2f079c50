using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace LocalPods.Api.Images;

/// <summary>
/// Reads the two forms in which credentials for registries are written down: <c>config.json</c>, which is also the content of
/// secrets of type <c>kubernetes.io/dockerconfigjson</c>, and its older form without the outer object, <c>.dockercfg</c>.
/// </summary>
public static class RegistryConfig
{
    /// <summary>The credentials in a <c>config.json</c>. Entries that name a registry and say nothing of it are left out.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="source">As in <see cref="RegistryCredentials.Source"/>.</param>
    /// <exception cref="FormatException">It is something else. The message holds nothing of the content.</exception>
    public static ImmutableArray<RegistryCredentials> Parse(ReadOnlyMemory<byte> json, string source) =>
        Read(json, root => root.TryGetProperty("auths", out var entries) ? entries : default, source);

    /// <summary>The credentials in a <c>.dockercfg</c>, as <see cref="Parse"/> does.</summary>
    public static ImmutableArray<RegistryCredentials> ParseOld(ReadOnlyMemory<byte> json, string source) => Read(json, root => root, source);

    private static ImmutableArray<RegistryCredentials> Read(ReadOnlyMemory<byte> json, Func<JsonElement, JsonElement> entriesOf, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("it is no JSON object");
            }

            var entries = entriesOf(document.RootElement);
            return entries.ValueKind switch
            {
                JsonValueKind.Undefined or JsonValueKind.Null => [],
                JsonValueKind.Object => [.. entries.EnumerateObject().Select(e => Entry(e.Name, e.Value, source)).OfType<RegistryCredentials>()],
                _ => throw new FormatException("its \"auths\" is no object"),
            };
        }
        catch (JsonException)
        {
            throw new FormatException("it is no JSON"); // the words of the parser might quote a secret
        }
    }

    private static RegistryCredentials? Entry(string server, JsonElement entry, string source)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"the entry \"{server}\" is no object");
        }

        var (user, password) = (Text(entry, "username"), Text(entry, "password"));
        if (Text(entry, "auth") is { Length: > 0 } auth)
        {
            (user, password) = Decode(auth) ?? throw new FormatException($"the entry \"{server}\" has an \"auth\" that is no user and password in base64");
        }

        var token = Text(entry, "identitytoken");
        return user.Length + password.Length + token.Length == 0
            ? null
            : new RegistryCredentials(server, user, password) { IdentityToken = token, Source = source };
    }

    // Base64 of user:password, with or without its padding.
    private static (string User, string Password)? Decode(string auth)
    {
        var padded = auth.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0');
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (text[..colon], text[(colon + 1)..]) : null;
    }

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
