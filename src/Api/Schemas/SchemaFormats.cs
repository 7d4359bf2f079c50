using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using LocalPods.Api.Durations;
using LocalPods.Api.Names;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Schemas;

/// <summary>The formats of texts that schemas can ask for. A format that is not here says nothing about the value.</summary>
internal static partial class SchemaFormats
{
    private static readonly FrozenDictionary<string, Func<string, bool>> s_formats = new Dictionary<string, Func<string, bool>>(StringComparer.Ordinal)
    {
        ["byte"] = text => Convert.TryFromBase64String(text, new byte[(text.Length / 4 * 3) + 3], out _),
        ["cidr"] = IsCidr,
        ["date"] = text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["date-time"] = text => Rfc3339.TryParse(text, out _),
        ["datetime"] = text => Rfc3339.TryParse(text, out _),
        ["duration"] = text => GoDuration.TryParse(text, out _),
        ["email"] = text => System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text,
        ["hexcolor"] = text => HexColor().IsMatch(text),
        ["hostname"] = text => ValidNames.Subdomain(text.ToLowerInvariant()).IsEmpty,
        ["ipv4"] = text => IsAddress(text, AddressFamily.InterNetwork),
        ["ipv6"] = text => IsAddress(text, AddressFamily.InterNetworkV6),
        ["mac"] = text => Mac().IsMatch(text),
        ["uri"] = text => Uri.TryCreate(text, UriKind.Absolute, out _) || text.StartsWith('/'),
        ["uuid"] = text => Guid.TryParseExact(text, "D", out _),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a text is of a format, or the format says nothing.</summary>
    public static bool Fits(string format, string text) => !s_formats.TryGetValue(format, out var rule) || rule(text);

    private static bool IsAddress(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == family && (family == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3);

    private static bool IsCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    [GeneratedRegex(@"^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\z", RegexOptions.CultureInvariant)]
    private static partial Regex HexColor();

    [GeneratedRegex(@"^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Mac();
}
