using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using LocalPods.Api.Core;
using LocalPods.Api.Discovery;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for the addresses behind services, in both forms.</summary>
public static class EndpointValidation
{
    private const int MostEndpoints = 1000;
    private const int MostAddresses = 100;
    private const int MostPorts = 20_000;

    /// <summary>Checks endpoints that are to be created, or changed from <paramref name="old"/>.</summary>
    public static ImmutableArray<FieldError> Validate(Endpoints endpoints, Endpoints? old)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(endpoints.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        if (old is not null)
        {
            MetadataValidation.ValidateUpdate(endpoints.Metadata, old.Metadata, errors);
        }

        for (var i = 0; i < endpoints.Subsets.Length; i++)
        {
            Validate(endpoints.Subsets[i], $"subsets[{i}]", errors);
        }

        return errors.ToImmutable();
    }

    /// <summary>Checks a slice that is to be created, or changed from <paramref name="old"/>.</summary>
    public static ImmutableArray<FieldError> Validate(EndpointSlice slice, EndpointSlice? old)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(slice.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        if (old is not null)
        {
            MetadataValidation.ValidateUpdate(slice.Metadata, old.Metadata, errors);
            if (slice.AddressType != old.AddressType)
            {
                errors.Invalid("addressType", slice.AddressType, "field is immutable");
            }
        }

        errors.OneOf("addressType", slice.AddressType, optional: false, "FQDN", "IPv4", "IPv6");
        if (slice.Endpoints.Length > MostEndpoints)
        {
            errors.TooMany("endpoints", slice.Endpoints.Length, MostEndpoints);
        }

        for (var i = 0; i < slice.Endpoints.Length; i++)
        {
            Validate(slice.Endpoints[i], slice.AddressType, $"endpoints[{i}]", errors);
        }

        Validate(slice.Ports, errors);
        return errors.ToImmutable();
    }

    private static void Validate(EndpointSubset subset, string at, FieldErrors errors)
    {
        if (subset.Addresses.IsEmpty && subset.NotReadyAddresses.IsEmpty)
        {
            errors.Required(at, "must specify `addresses` or `notReadyAddresses`");
        }

        Validate(subset.Addresses, $"{at}.addresses", errors);
        Validate(subset.NotReadyAddresses, $"{at}.notReadyAddresses", errors);
        for (var i = 0; i < subset.Ports.Length; i++)
        {
            var port = subset.Ports[i];
            if (!string.IsNullOrEmpty(port.Name))
            {
                errors.Faults($"{at}.ports[{i}].name", port.Name, ValidNames.Label(port.Name));
            }
            else if (subset.Ports.Length > 1)
            {
                errors.Required($"{at}.ports[{i}].name");
            }

            Number($"{at}.ports[{i}].port", port.Port, errors);
            errors.OneOf($"{at}.ports[{i}].protocol", port.Protocol, optional: false, Protocols.Sctp, Protocols.Tcp, Protocols.Udp);
        }
    }

    private static void Validate(ImmutableArray<EndpointAddress> addresses, string at, FieldErrors errors)
    {
        for (var i = 0; i < addresses.Length; i++)
        {
            Address($"{at}[{i}].ip", addresses[i].Ip, null, errors);
            if (addresses[i].Hostname is { Length: > 0 } host)
            {
                errors.Faults($"{at}[{i}].hostname", host, ValidNames.Label(host));
            }
        }
    }

    private static void Validate(Endpoint endpoint, string type, string at, FieldErrors errors)
    {
        if (endpoint.Addresses.IsEmpty)
        {
            errors.Required($"{at}.addresses", "must contain at least 1 address");
        }
        else if (endpoint.Addresses.Length > MostAddresses)
        {
            errors.TooMany($"{at}.addresses", endpoint.Addresses.Length, MostAddresses);
        }

        for (var i = 0; i < endpoint.Addresses.Length; i++)
        {
            var (path, address) = ($"{at}.addresses[{i}]", endpoint.Addresses[i]);
            switch (type)
            {
                case "IPv4":
                    Address(path, address, AddressFamily.InterNetwork, errors);
                    break;
                case "IPv6":
                    Address(path, address, AddressFamily.InterNetworkV6, errors);
                    break;
                case "FQDN":
                    errors.Faults(path, address, ValidNames.Subdomain(address));
                    break;
                default: // the type itself is refused
                    break;
            }
        }

        if (endpoint.Hostname is { Length: > 0 } host)
        {
            errors.Faults($"{at}.hostname", host, ValidNames.Label(host));
        }
    }

    private static void Validate(ImmutableArray<Discovery.EndpointPort> ports, FieldErrors errors)
    {
        if (ports.Length > MostPorts)
        {
            errors.TooMany("ports", ports.Length, MostPorts);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Length; i++)
        {
            var name = ports[i].Name;
            if (name.Length > 0)
            {
                errors.Faults($"ports[{i}].name", name, ValidNames.Label(name));
            }

            if (!names.Add(name))
            {
                errors.Duplicate($"ports[{i}].name", name);
            }

            if (ports[i].Port is { } number)
            {
                Number($"ports[{i}].port", number, errors);
            }

            errors.OneOf($"ports[{i}].protocol", ports[i].Protocol, optional: false, Protocols.Sctp, Protocols.Tcp, Protocols.Udp);
        }
    }

    private static void Number(string path, int port, FieldErrors errors)
    {
        foreach (var fault in ValidNames.PortNumber(port))
        {
            errors.Invalid(path, port, fault);
        }
    }

    // Of this family; null allows either.
    private static void Address(string path, string text, AddressFamily? family, FieldErrors errors)
    {
        if (!IPAddress.TryParse(text, out var address) || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text))
        {
            errors.Invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
            return;
        }

        if (family is { } wanted && address.AddressFamily != wanted)
        {
            errors.Invalid(path, text, $"must be a valid {(wanted == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address");
            return;
        }

        if (Fault(address) is { } fault)
        {
            errors.Invalid(path, text, fault);
        }
    }

    // Where nobody else could mean the same place by it.
    private static string? Fault(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var four = address.AddressFamily == AddressFamily.InterNetwork;
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "may not be unspecified (0.0.0.0 or ::)"
            : IPAddress.IsLoopback(address) ? "may not be in the loopback range (127.0.0.0/8, ::1/128)"
            : address.IsIPv6LinkLocal || (four && bytes is [169, 254, ..]) ? "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
            : (four && bytes is [224, 0, 0, _]) || (!four && bytes[0] == 0xFF && (bytes[1] & 0x0F) == 2) ? "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
            : null;
    }
}
