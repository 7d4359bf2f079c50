namespace LocalPods.Cli.Commands;

/// <summary>One log: a container of a pod.</summary>
internal sealed record PodLog(string Namespace, string Pod, string Container)
{
    /// <summary>What <c>--prefix</c> puts before its lines.</summary>
    public string Prefix => $"[pod/{Pod}/{Container}] ";
}
