using System.Net;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for host names, the hosts file and the resolver of a pod.</summary>
internal static class PodNetworkValidation
{
    /// <summary>What is wrong with a text that is no address.</summary>
    public const string AddressRule = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private const int MostNameservers = 3;
    private const int MostSearches = 32;
    private const int MostSearchCharacters = 2048;
    private const int MostHostnameOverride = 64;

    public static void Validate(PodSpec spec, string path, FieldErrors errors)
    {
        errors.OneOf(
            $"{path}.dnsPolicy", spec.DnsPolicy, optional: false,
            DnsPolicies.ClusterFirstWithHostNet, DnsPolicies.ClusterFirst, DnsPolicies.Default, DnsPolicies.None);
        ValidateDnsConfig(spec, $"{path}.dnsConfig", errors);
        if (spec.Hostname is { Length: > 0 } hostname)
        {
            errors.Faults($"{path}.hostname", hostname, ValidNames.Label(hostname));
        }

        if (spec.Subdomain is { Length: > 0 } subdomain)
        {
            errors.Faults($"{path}.subdomain", subdomain, ValidNames.Label(subdomain));
        }

        ValidateHostnameOverride(spec, $"{path}.hostnameOverride", errors);
        for (var i = 0; i < spec.HostAliases.Length; i++)
        {
            var at = $"{path}.hostAliases[{i}]";
            if (!IsAddress(spec.HostAliases[i].Ip))
            {
                errors.Invalid($"{at}.ip", spec.HostAliases[i].Ip, "must be valid IP address");
            }

            foreach (var name in spec.HostAliases[i].Hostnames)
            {
                errors.Faults($"{at}.hostnames", name, ValidNames.Subdomain(name));
            }
        }
    }

    /// <summary>Whether a text is an IP address in its usual form; the short forms of old socket libraries are not.</summary>
    public static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || address.ToString() == text) && !text.Contains('%', StringComparison.Ordinal);

    private static void ValidateHostnameOverride(PodSpec spec, string path, FieldErrors errors)
    {
        if (spec.HostnameOverride is not { } name)
        {
            return;
        }

        errors.Faults(path, name, ValidNames.Subdomain(name));
        if (name.Length > MostHostnameOverride)
        {
            errors.Invalid(path, name, ValidNames.TooLong(MostHostnameOverride));
        }

        if (spec.SetHostnameAsFQDN is true)
        {
            errors.Forbidden(path, "may not be specified when setHostnameAsFQDN is true");
        }

        if (spec.HostNetwork is true)
        {
            errors.Forbidden(path, "may not be specified when hostNetwork is true");
        }
    }

    private static void ValidateDnsConfig(PodSpec spec, string path, FieldErrors errors)
    {
        var config = spec.DnsConfig;
        if (spec.DnsPolicy is DnsPolicies.None && (config is null || config.Nameservers.IsEmpty))
        {
            var at = config is null ? path : $"{path}.nameservers";
            errors.Required(at, "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }

        if (config is null)
        {
            return;
        }

        if (config.Nameservers.Length > MostNameservers)
        {
            errors.InvalidList($"{path}.nameservers", config.Nameservers, $"must not have more than {MostNameservers} nameservers");
        }

        for (var i = 0; i < config.Nameservers.Length; i++)
        {
            if (!IsAddress(config.Nameservers[i]))
            {
                errors.Invalid($"{path}.nameservers[{i}]", config.Nameservers[i], AddressRule);
            }
        }

        if (config.Searches.Length > MostSearches)
        {
            errors.InvalidList($"{path}.searches", config.Searches, $"must not have more than {MostSearches} search paths");
        }

        if (config.Searches.Sum(s => s.Length + 1) - 1 > MostSearchCharacters)
        {
            errors.InvalidList($"{path}.searches", config.Searches, $"must not have more than {MostSearchCharacters} characters (including spaces) in the search list");
        }

        for (var i = 0; i < config.Searches.Length; i++)
        {
            var search = config.Searches[i];
            if (search != ".")
            {
                var name = search.EndsWith('.') ? search[..^1] : search;
                // A search domain may have underscores, unlike other names.
                errors.Faults($"{path}.searches[{i}]", search, ValidNames.Subdomain(name.Replace('_', '-')));
            }
        }

        for (var i = 0; i < config.Options.Length; i++)
        {
            errors.RequiredText($"{path}.options[{i}]", config.Options[i].Name);
        }
    }
}
