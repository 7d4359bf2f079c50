using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Resources;

/// <summary>The volume by which containers find what they call the API with. Pure.</summary>
internal static class ApiAccess
{
    public const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>What the volume's name begins with; its end is random.</summary>
    public const string VolumePrefix = "kube-api-access-";

    /// <summary>Whether a container has something of its own there.</summary>
    public static bool IsIn(Container container) => container.VolumeMounts.Any(m => m.MountPath.TrimEnd('/') == MountPath);

    /// <summary>The volume of a pod; null when it has none.</summary>
    public static Volume? Of(PodSpec spec) => spec.Volumes.FirstOrDefault(v => v.Projected is not null && v.Name.StartsWith(VolumePrefix, StringComparison.Ordinal));

    /// <summary>A spec with the volume mounted in every container.</summary>
    public static PodSpec With(PodSpec spec, Volume volume)
    {
        return spec with
        {
            Volumes = Of(spec) is null ? spec.Volumes.Add(volume) : spec.Volumes,
            Containers = [.. spec.Containers.Select(Mounting)],
            InitContainers = [.. spec.InitContainers.Select(Mounting)],
        };

        Container Mounting(Container container) => IsIn(container)
            ? container
            : container with { VolumeMounts = container.VolumeMounts.Add(new VolumeMount { Name = volume.Name, ReadOnly = true, MountPath = MountPath }) };
    }

    /// <summary>What a pod was given stays, also for a writer who does not know it.</summary>
    public static PodSpec Keep(PodSpec spec, PodSpec existing)
    {
        var kept = spec with { ServiceAccountName = string.IsNullOrEmpty(spec.ServiceAccountName) ? existing.ServiceAccountName : spec.ServiceAccountName };
        return Of(existing) is { } volume && Of(kept) is null ? With(kept, volume) : kept;
    }
}
