using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for pods. Every fault is told, in Kubernetes' words; none means the pod is good. Expects the defaults to be applied.</summary>
public static class PodValidation
{
    private const string Spec = "spec";

    /// <summary>Checks a pod that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(Pod pod)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(pod.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        if (!pod.Spec.EphemeralContainers.IsEmpty)
        {
            errors.Forbidden($"{Spec}.ephemeralContainers", "cannot be set on create");
        }

        ValidateSpec(pod.Spec, Spec, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks what a change of a pod sets, and that nothing is changed that must stay.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(Pod pod, Pod old)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(pod.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        MetadataValidation.ValidateUpdate(pod.Metadata, old.Metadata, errors);
        ValidateSpec(pod.Spec, Spec, errors);
        PodUpdateValidation.Validate(pod.Spec, old.Spec, Spec, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a pod's status, which a node makes.</summary>
    public static ImmutableArray<FieldError> ValidateStatusUpdate(Pod pod, Pod old)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(pod.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        MetadataValidation.ValidateUpdate(pod.Metadata, old.Metadata, errors);
        if (!string.IsNullOrEmpty(pod.Status.QosClass) && !string.IsNullOrEmpty(old.Status.QosClass)
            && pod.Status.QosClass != old.Status.QosClass)
        {
            errors.Invalid("status.qosClass", pod.Status.QosClass, "field is immutable");
        }

        return errors.ToImmutable();
    }

    /// <summary>Checks that a change alters nothing but processors and memory of containers.</summary>
    public static ImmutableArray<FieldError> ValidateResize(Pod pod, Pod old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(pod.Metadata, old.Metadata, errors);
        ResizeValidation.Validate(pod, old, Spec, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks that a change adds ephemeral containers and alters nothing else about them.</summary>
    public static ImmutableArray<FieldError> ValidateEphemeralContainers(Pod pod, Pod old)
    {
        var errors = new FieldErrors();
        if (old.IsMirror())
        {
            errors.Forbidden("", "static pods do not support ephemeral containers");
            return errors.ToImmutable();
        }

        EphemeralContainerValidation.ValidateUpdate(pod.Spec, old.Spec, $"{Spec}.ephemeralContainers", errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a pod's spec, also one inside a template.</summary>
    public static void ValidateSpec(PodSpec spec, string path, FieldErrors errors)
    {
        VolumeValidation.Validate(spec, $"{path}.volumes", errors);
        PodContainersValidation.Validate(spec, path, errors);
        errors.OneOf($"{path}.restartPolicy", spec.RestartPolicy, optional: false, RestartPolicies.Always, RestartPolicies.OnFailure, RestartPolicies.Never);
        PodNetworkValidation.Validate(spec, path, errors);
        MetadataValidation.ValidateLabels(spec.NodeSelector, $"{path}.nodeSelector", errors);
        SecurityContextValidation.ValidatePod(spec, $"{path}.securityContext", errors);
        SchedulingValidation.Validate(spec, path, errors);
        OptionalName($"{path}.serviceAccountName", spec.ServiceAccountName, errors);
        OptionalName($"{path}.nodeName", spec.NodeName, errors);
        OptionalName($"{path}.priorityClassName", spec.PriorityClassName, errors);
        OptionalName($"{path}.runtimeClassName", spec.RuntimeClassName, errors);
        if (spec.ActiveDeadlineSeconds is { } deadline and not (>= 1 and <= int.MaxValue))
        {
            errors.Invalid($"{path}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
        }

        if (spec.Os is { } os)
        {
            errors.OneOf($"{path}.os.name", os.Name, optional: false, "linux", "windows");
        }

        ResourceValidation.ValidatePod(spec, path, errors);
    }

    private static void OptionalName(string path, string? name, FieldErrors errors)
    {
        if (!string.IsNullOrEmpty(name))
        {
            errors.Faults(path, name, ValidNames.Subdomain(name));
        }
    }
}
