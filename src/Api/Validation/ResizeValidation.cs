using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Validation;

/// <summary>What of a running pod's resources may change: processors and memory, to other amounts, within the service class.</summary>
internal static class ResizeValidation
{
    private static readonly string[] s_resizable = [ResourceNames.Cpu, ResourceNames.Memory];

    public static void Validate(Pod pod, Pod old, string path, FieldErrors errors)
    {
        if (old.IsMirror())
        {
            errors.Forbidden("", "static pods cannot be resized");
            return;
        }

        if (old.Spec.Os?.Name == "windows")
        {
            errors.Forbidden(path, "windows pods cannot be resized");
            return;
        }

        if (!SameNames(pod.Spec.Containers, old.Spec.Containers) || !SameNames(pod.Spec.InitContainers, old.Spec.InitContainers))
        {
            errors.Forbidden(path, "containers may not be renamed or reordered on resize");
            return;
        }

        Check(pod.Spec.Containers, old.Spec.Containers, $"{path}.containers", pod.Spec, errors, _ => true);
        Check(pod.Spec.InitContainers, old.Spec.InitContainers, $"{path}.initContainers", pod.Spec, errors, c => c.IsSidecar());
        ResourceValidation.ValidatePod(pod.Spec, path, errors);
        CheckRemoved(pod.Spec.Resources, old.Spec.Resources, $"{path}.resources", errors);
        if (!JsonNode.DeepEquals(ApiJson.ToJson(WithoutAmounts(pod.Spec)), ApiJson.ToJson(WithoutAmounts(old.Spec))))
        {
            errors.Forbidden(path, "only cpu and memory resources are mutable");
        }

        if (PodQos.Of(pod.Spec) is var qos && qos != (old.Status.QosClass ?? PodQos.Of(old.Spec)))
        {
            errors.Invalid(path, qos, "Pod QOS Class may not change as a result of resizing");
        }
    }

    private static void Check(ImmutableArray<Container> containers, ImmutableArray<Container> old, string path, PodSpec spec, FieldErrors errors, Func<Container, bool> mayChange)
    {
        for (var i = 0; i < containers.Length; i++)
        {
            var (at, now, before) = ($"{path}[{i}].resources", containers[i].Resources, old[i].Resources);
            ResourceValidation.Validate(now, spec, at, errors);
            if (!mayChange(containers[i]) && !JsonNode.DeepEquals(ApiJson.ToJson(now), ApiJson.ToJson(before)))
            {
                errors.Forbidden(path, "resources for non-sidecar init containers are immutable");
                continue;
            }

            CheckRemoved(now, before, at, errors);
        }
    }

    private static void CheckRemoved(ResourceRequirements? now, ResourceRequirements? before, string at, FieldErrors errors)
    {
        if (IsRemoved(now?.Requests, before?.Requests))
        {
            errors.Forbidden($"{at}.requests", "resource requests cannot be removed");
        }

        if (IsRemoved(now?.Limits, before?.Limits))
        {
            errors.Forbidden($"{at}.limits", "resource limits cannot be removed");
        }
    }

    private static bool IsRemoved(ImmutableSortedDictionary<string, Quantity>? now, ImmutableSortedDictionary<string, Quantity>? before) =>
        s_resizable.Any(name => before?.ContainsKey(name) == true && now?.ContainsKey(name) != true);

    private static bool SameNames(ImmutableArray<Container> a, ImmutableArray<Container> b) => a.Select(c => c.Name).SequenceEqual(b.Select(c => c.Name), StringComparer.Ordinal);

    private static PodSpec WithoutAmounts(PodSpec spec) => spec with
    {
        Containers = WithoutAmounts(spec.Containers),
        InitContainers = WithoutAmounts(spec.InitContainers),
        Resources = WithoutAmounts(spec.Resources ?? new()),
    };

    private static ImmutableArray<Container> WithoutAmounts(ImmutableArray<Container> containers) =>
    [
        .. containers.Select(c => c with { Resources = WithoutAmounts(c.Resources) }),
    ];

    private static ResourceRequirements WithoutAmounts(ResourceRequirements resources) => resources with { Requests = Others(resources.Requests), Limits = Others(resources.Limits) };

    private static ImmutableSortedDictionary<string, Quantity>? Others(ImmutableSortedDictionary<string, Quantity>? amounts) =>
        amounts?.RemoveRange(s_resizable) is { IsEmpty: false } others ? others : null;
}
