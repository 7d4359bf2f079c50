using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Defaulting;

/// <summary>Fills in what a pod leaves open, as the API server does before it checks and stores a pod. Applying it twice changes nothing more.</summary>
public static class PodDefaults
{
    public const string SchedulerName = "default-scheduler";
    public const long TerminationGracePeriodSeconds = 30;

    /// <summary>The pod with every open field of its spec filled in; metadata and status are left alone.</summary>
    public static Pod Apply(Pod pod) => pod with { Spec = Apply(pod.Spec) };

    /// <summary>The spec with every open field filled in.</summary>
    public static PodSpec Apply(PodSpec spec)
    {
        var hostNetwork = spec.HostNetwork is true;
        return spec with
        {
            RestartPolicy = spec.RestartPolicy.Or(RestartPolicies.Always),
            TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds ?? TerminationGracePeriodSeconds,
            DnsPolicy = spec.DnsPolicy.Or(DnsPolicies.ClusterFirst),
            SchedulerName = spec.SchedulerName.Or(SchedulerName),
            SecurityContext = spec.SecurityContext ?? new PodSecurityContext(),
            EnableServiceLinks = spec.EnableServiceLinks ?? true,
            Volumes = [.. spec.Volumes.Select(VolumeDefaults.Apply)],
            InitContainers = [.. spec.InitContainers.Select(c => ContainerDefaults.Apply(c, hostNetwork))],
            Containers = [.. spec.Containers.Select(c => ContainerDefaults.Apply(c, hostNetwork))],
            EphemeralContainers = [.. spec.EphemeralContainers
                .Select(e => ContainerDefaults.Apply(e.ToContainer(), hostNetwork).ToEphemeral(e.TargetContainerName))],
            Overhead = ContainerDefaults.RoundUp(spec.Overhead),
            Resources = spec.Resources is { } resources ? PodResources(spec, resources) : null,
        };
    }

    /// <summary>
    /// The pod as it is stored first: <c>generation</c> 1, and a status that says nothing but phase Pending and the
    /// service class. Expects the defaults to be applied.
    /// </summary>
    public static Pod AsCreated(Pod pod) => pod with
    {
        Metadata = pod.Metadata with { Generation = 1 },
        Status = new PodStatus { Phase = PodPhases.Pending, QosClass = PodQos.Of(pod.Spec) },
    };

    /// <summary>
    /// A pod with the resources of another, its own and its containers', and their defaults. Containers that are not the same ones stay as they are in the
    /// other, for the rules to tell of.
    /// </summary>
    public static Pod WithResources(Pod pod, Pod other)
    {
        var spec = pod.Spec;
        return pod with { Spec = Apply(spec with { Resources = other.Spec.Resources, Containers = Taken(spec.Containers, other.Spec.Containers), InitContainers = Taken(spec.InitContainers, other.Spec.InitContainers) }) };

        static ImmutableArray<Container> Taken(ImmutableArray<Container> own, ImmutableArray<Container> others) =>
            own.Select(c => c.Name).SequenceEqual(others.Select(c => c.Name))
                ? [.. own.Zip(others, (c, o) => c with { Resources = o.Resources, ResizePolicy = o.ResizePolicy })]
                : others;
    }

    private static ResourceRequirements PodResources(PodSpec spec, ResourceRequirements resources)
    {
        var limits = ContainerDefaults.RoundUp(resources.Limits);
        if (limits is null)
        {
            return resources with { Requests = ContainerDefaults.RoundUp(resources.Requests) };
        }

        var requests = (ContainerDefaults.RoundUp(resources.Requests) ?? ImmutableSortedDictionary.Create<string, Quantity>(StringComparer.Ordinal)).ToBuilder();
        foreach (var (name, limit) in limits)
        {
            if (!requests.ContainsKey(name))
            {
                // What the containers ask for together counts before the pod's own limit.
                var asked = PodResourceSums.Requests(spec, name);
                requests[name] = asked ?? limit;
            }
        }

        return resources with { Limits = limits, Requests = requests.ToImmutable() };
    }

    internal static string Or(this string? value, string fallback) => string.IsNullOrEmpty(value) ? fallback : value;
}
