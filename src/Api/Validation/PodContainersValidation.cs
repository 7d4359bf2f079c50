using LocalPods.Api.Core;

namespace LocalPods.Api.Validation;

/// <summary>The rules for all containers of a pod together.</summary>
internal static class PodContainersValidation
{
    public static void Validate(PodSpec spec, string path, FieldErrors errors)
    {
        if (spec.Containers.IsEmpty)
        {
            errors.Required($"{path}.containers");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Containers.Length; i++)
        {
            var at = $"{path}.containers[{i}]";
            UniqueName(spec.Containers[i].Name, at, names, errors);
            ContainerValidation.Validate(spec.Containers[i], spec, at, errors);
            ProbeValidation.ValidateContainer(spec.Containers[i], spec, at, errors);
        }

        var hostPorts = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Containers.Length; i++)
        {
            PortValidation.ValidateHostPorts(spec.Containers[i].Ports, $"{path}.containers[{i}].ports", hostPorts, errors);
        }

        for (var i = 0; i < spec.InitContainers.Length; i++)
        {
            var at = $"{path}.initContainers[{i}]";
            var container = spec.InitContainers[i];
            UniqueName(container.Name, at, names, errors);
            ContainerValidation.Validate(container, spec, at, errors);
            PortValidation.ValidateHostPorts(container.Ports, $"{at}.ports", new HashSet<string>(StringComparer.Ordinal), errors);
            if (container.IsSidecar())
            {
                ProbeValidation.ValidateContainer(container, spec, at, errors);
            }
            else
            {
                OnlyForSidecars(container, at, errors);
            }
        }

        for (var i = 0; i < spec.EphemeralContainers.Length; i++)
        {
            var at = $"{path}.ephemeralContainers[{i}]";
            UniqueName(spec.EphemeralContainers[i].Name, at, names, errors);
            EphemeralContainerValidation.Validate(spec.EphemeralContainers[i], spec, at, errors);
        }
    }

    private static void UniqueName(string name, string path, HashSet<string> names, FieldErrors errors)
    {
        if (name.Length > 0 && !names.Add(name))
        {
            errors.Duplicate($"{path}.name", name);
        }
    }

    private static void OnlyForSidecars(Container container, string path, FieldErrors errors)
    {
        Unset(container.Lifecycle, "lifecycle");
        Unset(container.LivenessProbe, "livenessProbe");
        Unset(container.ReadinessProbe, "readinessProbe");
        Unset(container.StartupProbe, "startupProbe");

        void Unset(object? value, string field)
        {
            if (value is not null)
            {
                errors.Forbidden($"{path}.{field}", "may not be set for init containers without restartPolicy=Always");
            }
        }
    }
}
