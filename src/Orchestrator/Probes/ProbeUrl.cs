using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace LocalPods.Orchestrator.Probes;

/// <summary>URLs of HTTP probes: paths go out as they were written, with only what a URL cannot hold escaped.</summary>
internal static class ProbeUrl
{
    private const string Plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%[]";

    // Dots and escapes in a path are the server's to judge, not ours to tidy.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static Uri Of(ProbeTarget.Http target)
    {
        var path = Escape(target.Path);
        var text = $"{target.Scheme}://{GoText.HostPort(target.Host, target.Port)}{(path.StartsWith('/') ? "" : "/")}{path}";
        return new Uri(text, AsWritten);
    }

    /// <summary>Where a <c>Location</c> header leads.</summary>
    /// <param name="from">The URL that answered.</param>
    /// <param name="location">The header's value.</param>
    /// <param name="url">The new URL.</param>
    /// <param name="relative">The header named no host.</param>
    /// <returns>False when it is no URL of HTTP.</returns>
    public static bool TryResolve(Uri from, string location, [NotNullWhen(true)] out Uri? url, out bool relative)
    {
        relative = !location.Contains("://", StringComparison.Ordinal);
        if (location.Length == 0 || !Uri.TryCreate(from, Escape(location), out var resolved) || resolved.Scheme is not ("http" or "https"))
        {
            url = null;
            return false;
        }

        url = new Uri($"{resolved.Scheme}://{Authority(from, resolved)}{resolved.PathAndQuery}", AsWritten);
        return true;
    }

    // The port stays as it was written, so that a failure shows the URL of the spec and of the header.
    private static string Authority(Uri from, Uri resolved) =>
        resolved.Host == from.Host && resolved.Port == from.Port ? from.OriginalString.Split('/')[2].Split('?')[0] : resolved.Authority;

    /// <summary>Without the fragment, which is never sent.</summary>
    private static string Escape(string path)
    {
        var escaped = new StringBuilder(path.Length);
        foreach (var b in Encoding.UTF8.GetBytes(path.Split('#')[0]))
        {
            if (Plain.Contains((char)b, StringComparison.Ordinal))
            {
                escaped.Append((char)b);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return escaped.ToString();
    }
}
