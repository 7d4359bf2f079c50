using System.Reflection;

namespace LocalPods.Cli.Daemon;

/// <summary>The version that the daemon says it is.</summary>
internal static class DaemonVersion
{
    public static string Text { get; } =
        typeof(DaemonVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
