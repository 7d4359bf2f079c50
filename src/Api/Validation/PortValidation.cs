using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Validation;

/// <summary>The rules for ports.</summary>
internal static class PortValidation
{
    public static void Validate(ImmutableArray<ContainerPort> ports, bool hostNetwork, string path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Length; i++)
        {
            var at = $"{path}[{i}]";
            var port = ports[i];
            if (port.Name is { Length: > 0 } name)
            {
                errors.Faults($"{at}.name", name, ValidNames.PortName(name));
                if (!names.Add(name))
                {
                    errors.Duplicate($"{at}.name", name);
                }
            }

            if (port.Port == 0)
            {
                errors.Required($"{at}.containerPort");
            }
            else
            {
                Number($"{at}.containerPort", port.Port, errors);
            }

            if (port.HostPort is { } hostPort and not 0)
            {
                Number($"{at}.hostPort", hostPort, errors);
                if (hostNetwork && hostPort != port.Port)
                {
                    errors.Invalid($"{at}.containerPort", port.Port, "must match `hostPort` when `hostNetwork` is true");
                }
            }

            errors.OneOf($"{at}.protocol", port.Protocol, optional: false, Protocols.Sctp, Protocols.Tcp, Protocols.Udp);
            if (port.HostIP is { Length: > 0 } address && !PodNetworkValidation.IsAddress(address))
            {
                // The engine would take it for all addresses.
                errors.Invalid($"{at}.hostIP", address, PodNetworkValidation.AddressRule);
            }
        }
    }

    /// <summary>Checks that no port of the node is asked for twice.</summary>
    /// <param name="ports">Ports of one container.</param>
    /// <param name="path">Where they are.</param>
    /// <param name="taken">Ports already asked for; those of this container are added.</param>
    /// <param name="errors">Takes the faults.</param>
    public static void ValidateHostPorts(ImmutableArray<ContainerPort> ports, string path, HashSet<string> taken, FieldErrors errors)
    {
        for (var i = 0; i < ports.Length; i++)
        {
            if (ports[i].HostPort is not (null or 0))
            {
                var key = $"{ports[i].Protocol}/{ports[i].HostIP}/{ports[i].HostPort}";
                if (!taken.Add(key))
                {
                    errors.Duplicate($"{path}[{i}].hostPort", key);
                }
            }
        }
    }

    /// <summary>Checks a port given by number or by name.</summary>
    public static void Validate(IntOrString port, string path, FieldErrors errors)
    {
        if (port.Text is { } name)
        {
            errors.Faults(path, name, ValidNames.PortName(name));
        }
        else
        {
            Number(path, port.Number, errors);
        }
    }

    public static void Number(string path, int port, FieldErrors errors)
    {
        foreach (var fault in ValidNames.PortNumber(port))
        {
            errors.Invalid(path, port, fault);
        }
    }
}
