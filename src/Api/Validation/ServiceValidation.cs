using System.Collections.Immutable;
using System.Net;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for services (spec: api 23). Expects the defaults to be applied.</summary>
public static class ServiceValidation
{
    private const string Spec = "spec";
    private const string BadAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private const int LongestAffinity = 86400;

    /// <summary>Checks a service that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(Service service)
    {
        var errors = new FieldErrors();
        Validate(service, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a service.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(Service service, Service old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(service.Metadata, old.Metadata, errors);
        if (ServiceDefaults.HasAddress(old.Spec) && ServiceDefaults.HasAddress(service.Spec) && old.Spec.ClusterIPs is [var before, ..])
        {
            if (service.Spec.ClusterIPs.IsEmpty)
            {
                errors.Invalid($"{Spec}.clusterIPs[0]", "", "primary clusterIP can not be unset");
            }
            else if (service.Spec.ClusterIPs[0] != before)
            {
                errors.InvalidGoList($"{Spec}.clusterIPs[0]", service.Spec.ClusterIPs, "may not change once set");
            }
        }

        Validate(service, errors);
        return errors.ToImmutable();
    }

    private static void Validate(Service service, FieldErrors errors)
    {
        MetadataValidation.Validate(service.Metadata, namespaced: true, ValidNames.Label1035, errors);
        var spec = service.Spec;
        var headless = spec.ClusterIP == ServiceTypes.NoClusterIP;
        if (spec.Ports.IsEmpty && !headless && spec.Type != ServiceTypes.ExternalName)
        {
            errors.Required($"{Spec}.ports");
        }

        errors.OneOf($"{Spec}.type", spec.Type, optional: false, ServiceTypes.ClusterIP, ServiceTypes.ExternalName, ServiceTypes.LoadBalancer, ServiceTypes.NodePort);
        if (headless && spec.Type is (ServiceTypes.NodePort or ServiceTypes.LoadBalancer))
        {
            errors.Invalid($"{Spec}.clusterIPs[0]", ServiceTypes.NoClusterIP, $"may not be set to 'None' for {spec.Type} services");
        }

        if (spec.Type == ServiceTypes.ExternalName)
        {
            ValidateExternalName(spec, errors);
        }
        else
        {
            ValidateAddresses(spec, errors);
        }

        ValidatePorts(spec, errors);
        MetadataValidation.ValidateLabels(spec.Selector, $"{Spec}.selector", errors);
        ValidateAffinity(spec, errors);
        for (var i = 0; i < spec.ExternalIPs.Length; i++)
        {
            Address($"{Spec}.externalIPs[{i}]", spec.ExternalIPs[i], errors);
        }

        errors.OneOf($"{Spec}.externalTrafficPolicy", spec.ExternalTrafficPolicy, optional: true, "Cluster", "Local");
        errors.OneOf($"{Spec}.internalTrafficPolicy", spec.InternalTrafficPolicy, optional: true, "Cluster", "Local");
        errors.OneOf($"{Spec}.ipFamilyPolicy", spec.IpFamilyPolicy, optional: true, "SingleStack", "PreferDualStack", "RequireDualStack");
    }

    private static void ValidateExternalName(ServiceSpec spec, FieldErrors errors)
    {
        if (!spec.ClusterIPs.IsEmpty)
        {
            errors.Forbidden($"{Spec}.clusterIPs", "may not be set for ExternalName services");
        }

        var name = spec.ExternalName?.TrimEnd('.') ?? "";
        if (name.Length == 0)
        {
            errors.Required($"{Spec}.externalName");
        }
        else
        {
            errors.Faults($"{Spec}.externalName", name, ValidNames.Subdomain(name));
        }
    }

    private static void ValidateAddresses(ServiceSpec spec, FieldErrors errors)
    {
        if (spec.ClusterIPs is [var first, ..] && first != spec.ClusterIP)
        {
            errors.InvalidGoList($"{Spec}.clusterIPs", spec.ClusterIPs, "first value must match `clusterIP`");
        }

        for (var i = 0; i < spec.ClusterIPs.Length; i++)
        {
            if (spec.ClusterIPs[i] != ServiceTypes.NoClusterIP)
            {
                Address($"{Spec}.clusterIPs[{i}]", spec.ClusterIPs[i], errors);
            }
        }
    }

    private static void ValidatePorts(ServiceSpec spec, FieldErrors errors)
    {
        var (names, numbers, onNode) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<(int, string?)>(), new HashSet<(int, string?)>());
        for (var i = 0; i < spec.Ports.Length; i++)
        {
            var (at, port) = ($"{Spec}.ports[{i}]", spec.Ports[i]);
            if (string.IsNullOrEmpty(port.Name))
            {
                if (spec.Ports.Length > 1)
                {
                    errors.Required($"{at}.name");
                }
            }
            else
            {
                errors.Faults($"{at}.name", port.Name, ValidNames.Label(port.Name));
                if (!names.Add(port.Name))
                {
                    errors.Duplicate($"{at}.name", port.Name);
                }
            }

            Number($"{at}.port", port.Port, errors);
            errors.OneOf($"{at}.protocol", port.Protocol, optional: false, Protocols.Sctp, Protocols.Tcp, Protocols.Udp);
            if (port.TargetPort.Text is { } name)
            {
                errors.Faults($"{at}.targetPort", name, ValidNames.PortName(name));
            }
            else
            {
                Number($"{at}.targetPort", port.TargetPort.Number, errors);
            }

            if (port.NodePort > 0 && spec.Type is not (ServiceTypes.NodePort or ServiceTypes.LoadBalancer))
            {
                errors.Forbidden($"{at}.nodePort", $"may not be used when `type` is '{spec.Type}'");
            }

            if (!numbers.Add((port.Port, port.Protocol)))
            {
                errors.DuplicateObject(at, port with { Name = null, TargetPort = default, NodePort = null, AppProtocol = null });
            }

            if (port.NodePort > 0 && !onNode.Add((port.NodePort.Value, port.Protocol)))
            {
                errors.Duplicate($"{at}.nodePort", port.NodePort.Value);
            }
        }
    }

    private static void ValidateAffinity(ServiceSpec spec, FieldErrors errors)
    {
        errors.OneOf($"{Spec}.sessionAffinity", spec.SessionAffinity, optional: false, "ClientIP", "None");
        var seconds = spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds;
        if (spec.SessionAffinity == "ClientIP" && seconds is (<= 0 or > LongestAffinity))
        {
            errors.Invalid($"{Spec}.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, $"must be greater than 0 and less than {LongestAffinity}");
        }
        else if (spec.SessionAffinity == "None" && spec.SessionAffinityConfig is not null)
        {
            errors.Forbidden($"{Spec}.sessionAffinityConfig", "must not be set when session affinity is None");
        }
    }

    private static void Number(string path, int port, FieldErrors errors)
    {
        foreach (var fault in ValidNames.PortNumber(port))
        {
            errors.Invalid(path, port, fault);
        }
    }

    private static void Address(string path, string address, FieldErrors errors)
    {
        if (!IPAddress.TryParse(address, out var parsed) || !parsed.ToString().Equals(address, StringComparison.OrdinalIgnoreCase))
        {
            errors.Invalid(path, address, BadAddress);
        }
    }
}
