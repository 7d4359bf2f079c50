using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Validation;

/// <summary>The rules for ephemeral containers.</summary>
internal static class EphemeralContainerValidation
{
    private const string NotForEphemeral = "cannot be set for an Ephemeral Container";

    public static void Validate(EphemeralContainer ephemeral, PodSpec spec, string path, FieldErrors errors)
    {
        var container = ephemeral.ToContainer();
        ContainerValidation.Validate(container, spec, path, errors);
        if (ephemeral.TargetContainerName is { Length: > 0 } target && !spec.AllContainers().Any(c => c.Name == target))
        {
            errors.NotFound($"{path}.targetContainerName", target);
        }

        Unset("ports", !container.Ports.IsEmpty);
        Unset("livenessProbe", container.LivenessProbe is not null);
        Unset("readinessProbe", container.ReadinessProbe is not null);
        Unset("startupProbe", container.StartupProbe is not null);
        Unset("lifecycle", container.Lifecycle is not null);
        Unset("resources", container.Resources is { Limits.Count: > 0 } or { Requests.Count: > 0 } or { Claims.Length: > 0 });
        Unset("restartPolicy", !string.IsNullOrEmpty(container.RestartPolicy));
        for (var i = 0; i < container.VolumeMounts.Length; i++)
        {
            Unset($"volumeMounts[{i}].subPath", !string.IsNullOrEmpty(container.VolumeMounts[i].SubPath));
            Unset($"volumeMounts[{i}].subPathExpr", !string.IsNullOrEmpty(container.VolumeMounts[i].SubPathExpr));
        }

        void Unset(string field, bool isSet)
        {
            if (isSet)
            {
                errors.Forbidden($"{path}.{field}", NotForEphemeral);
            }
        }
    }

    /// <summary>Existing ephemeral containers stay as they are; new ones may be added.</summary>
    public static void ValidateUpdate(PodSpec spec, PodSpec old, string path, FieldErrors errors)
    {
        foreach (var before in old.EphemeralContainers)
        {
            var now = spec.EphemeralContainers.FirstOrDefault(e => e.Name == before.Name);
            if (now is null)
            {
                errors.Forbidden(path, $"existing ephemeral containers {FieldErrors.Quote(before.Name)} may not be removed\n");
            }
            else if (!JsonNode.DeepEquals(ApiJson.ToJson(now), ApiJson.ToJson(before)))
            {
                errors.Forbidden(path, $"existing ephemeral containers {FieldErrors.Quote(before.Name)} may not be changed\n");
            }
        }

        var names = spec.AllContainers().Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < spec.EphemeralContainers.Length; i++)
        {
            if (!names.Add(spec.EphemeralContainers[i].Name))
            {
                errors.Duplicate($"{path}[{i}].name", spec.EphemeralContainers[i].Name);
            }

            Validate(spec.EphemeralContainers[i], spec, $"{path}[{i}]", errors);
        }
    }
}
