using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Containers;

/// <summary>Turns what the engine shows into what the contract says (mapping as cri-dockerd <c>container_status.go</c>). Pure.</summary>
internal static class StatusReader
{
    /// <summary>Null for a container that carries no pod's labels.</summary>
    public static SandboxStatus? Sandbox(ContainerSummary row) =>
        Labels.PodOf(row.Labels) is not { } pod
            ? null
            : new SandboxStatus(new SandboxId(row.Id), pod, AttemptOf(row.Names), DateTimeOffset.FromUnixTimeSeconds(row.Created))
            {
                Ready = row.State == "running",
                HostNetwork = row.HostConfig?.NetworkMode == "host",
                Ips = row.State == "running" ? Addresses(row.NetworkSettings) : [],
                HostIp = row.State == "running" ? Gateway(row.NetworkSettings) : null,
            };

    public static SandboxStatus Sandbox(ContainerInspect seen) =>
        new(new SandboxId(seen.Id), Labels.PodOf(seen.Config.Labels)!, EngineName.AttemptIn(seen.Name) ?? 0, DateTimeOffset.FromUnixTimeSeconds(seen.Created.ToUnixTimeSeconds()))
        {
            Ready = seen.State.Running,
            HostNetwork = seen.HostConfig.NetworkMode == "host",
            Ips = seen.State.Running ? Addresses(seen.NetworkSettings) : [],
            HostIp = seen.State.Running ? Gateway(seen.NetworkSettings) : null,
        };

    /// <summary>All that is known of a container.</summary>
    /// <param name="row">With a pod's labels.</param>
    /// <param name="facts">Of the same container.</param>
    /// <param name="image">Null when it was removed meanwhile.</param>
    public static ContainerStatus Container(ContainerSummary row, ContainerFacts facts, ImageInspect? image)
    {
        var labels = row.Labels!;
        return new ContainerStatus(
            new ContainerId(row.Id),
            new SandboxId(labels.GetValueOrDefault(Labels.SandboxId, "")),
            Labels.PodOf(labels)!,
            labels.GetValueOrDefault(Labels.ContainerName, ""),
            AttemptOf(row.Names),
            facts.CreatedAt)
        {
            StartedAt = facts.StartedAt,
            FinishedAt = facts.FinishedAt,
            ExitCode = facts.FinishedAt is null ? 0 : facts.ExitCode,
            OomKilled = facts.OomKilled,
            Error = facts.Error,
            Unclear = facts.State is not ("created" or "running" or "exited"),
            Image = image?.RepoTags is [var tag, ..] ? tag : facts.Image,
            ImageId = image?.RepoDigests is [var digest, ..] ? $"docker-pullable://{digest}" : $"docker://{row.ImageID}",
            Resources = facts.Resources,
            Hash = labels.GetValueOrDefault(Labels.Hash, ""),
            Annotations = Labels.AnnotationsOf(labels),
        };
    }

    private static int AttemptOf(IReadOnlyList<string> names) =>
        names.Select(EngineName.AttemptIn).FirstOrDefault(a => a is not null) ?? 0;

    private static string? Gateway(NetworkSettingsAnswer? settings) => settings?.Networks?.Values.Select(n => n.Gateway).FirstOrDefault(g => g.Length > 0);

    private static ImmutableArray<string> Addresses(NetworkSettingsAnswer? settings)
    {
        var networks = settings?.Networks?.Values ?? [];
        return [.. networks.Select(n => n.IPAddress).Concat(networks.Select(n => n.GlobalIPv6Address)).Where(a => a.Length > 0)];
    }
}
