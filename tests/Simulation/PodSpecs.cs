using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>Specs as the API server would store them, defaults filled in.</summary>
internal static class PodSpecs
{
    public static PodSpec Of(string restartPolicy, params Container[] containers) =>
        new() { RestartPolicy = restartPolicy, DnsPolicy = "ClusterFirst", Containers = [.. containers] };

    public static Container Container(string name) => new()
    {
        Name = name,
        Image = "busybox:1.32.0",
        ImagePullPolicy = "IfNotPresent",
        TerminationMessagePath = "/dev/termination-log",
        TerminationMessagePolicy = "File",
    };
}
