using System.Globalization;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Sandboxes;

/// <summary>The pause container of a pod, as the engine is asked for it (values as cri-dockerd <c>sandbox_helpers.go</c>).</summary>
internal static class SandboxBody
{
    /// <summary>Wanted for the process that holds the pod together.</summary>
    public const int OomScoreAdjust = -998;

    /// <summary>The body of the create.</summary>
    /// <param name="config">What the sandbox is to be.</param>
    /// <param name="image">Name of the pause image.</param>
    /// <param name="instance">Value of the instance label.</param>
    /// <param name="oomScoreAdjust">What the host grants.</param>
    /// <param name="cgroupParent">The pod's control group; null when it has none.</param>
    public static CreateContainerBody Of(SandboxConfig config, string image, string instance, int oomScoreAdjust, string? cgroupParent)
    {
        var (namespaces, security) = (config.Namespaces, config.Security);
        var labels = Labels.ForPod(config.Pod, Labels.SandboxContainerName, Labels.TypeSandbox, instance);
        foreach (var (key, value) in config.Labels)
        {
            labels.TryAdd(key, value); // ours stay: the instance is known by them
        }

        foreach (var (key, value) in config.Annotations)
        {
            labels[Labels.AnnotationPrefix + key] = value;
        }

        return new CreateContainerBody
        {
            Image = image,
            Hostname = namespaces.HostNetwork || config.Hostname.Length == 0 ? null : config.Hostname,
            User = UserOf(security),
            ExposedPorts = config.Ports.IsEmpty ? null : config.Ports.Select(Key).Distinct(StringComparer.Ordinal).ToDictionary(k => k, _ => EmptyBody.Value, StringComparer.Ordinal),
            Labels = labels,
            HostConfig = new HostConfigBody
            {
                CgroupParent = cgroupParent,
                NetworkMode = namespaces.HostNetwork ? "host" : "default",
                IpcMode = namespaces.HostIpc ? "host" : "shareable",
                PidMode = namespaces.HostPid ? "host" : null,
                UTSMode = namespaces.HostNetwork ? "host" : null,
                PortBindings = namespaces.HostNetwork || config.Ports.IsEmpty ? null : Bindings(config.Ports),
                Dns = NullIfEmpty(config.Dns?.Servers),
                DnsSearch = NullIfEmpty(config.Dns?.Searches),
                DnsOptions = NullIfEmpty(config.Dns?.Options),
                Sysctls = config.Sysctls.IsEmpty ? null : config.Sysctls.ToDictionary(s => s.Key.Replace('/', '.'), s => s.Value, StringComparer.Ordinal),
                Privileged = security.Privileged,
                GroupAdd = security.SupplementalGroups.IsEmpty ? null : [.. security.SupplementalGroups.Select(Text)],
                SecurityOpt = ["no-new-privileges", .. security.SeLinuxLabels.Select(l => $"label={l}")],
                CpuShares = 2,
                OomScoreAdj = oomScoreAdjust,
            },
        };
    }

    private static string? UserOf(ContainerSecurity security) => security switch
    {
        { RunAsUser: { } user, RunAsGroup: { } group } => $"{Text(user)}:{Text(group)}",
        { RunAsUser: { } user } => Text(user),
        _ => null, // the pause image's own
    };

    private static Dictionary<string, IReadOnlyList<PortBindingBody>> Bindings(ImmutableArray<PortMapping> ports) =>
        ports.GroupBy(Key, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => (IReadOnlyList<PortBindingBody>)[.. g.Select(p => new PortBindingBody(p.HostIp, Text(p.HostPort)))],
            StringComparer.Ordinal);

    private static string Key(PortMapping port) => string.Create(CultureInfo.InvariantCulture, $"{port.ContainerPort}/{Protocol(port.Protocol)}");

    private static string Protocol(PortProtocol protocol) => protocol switch
    {
        PortProtocol.Tcp => "tcp",
        PortProtocol.Udp => "udp",
        PortProtocol.Sctp => "sctp",
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static ImmutableArray<string>? NullIfEmpty(ImmutableArray<string>? list) => list is { IsDefaultOrEmpty: false } some ? some : null;
}
