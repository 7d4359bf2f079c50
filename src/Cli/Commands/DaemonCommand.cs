using System.Globalization;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods daemon</c>.</summary>
internal static class DaemonCommand
{
    /// <summary>Says so for a daemon that another command starts.</summary>
    public const string ManifestVariable = "LOCALPODS_MANIFEST_DIR";

    public static Command Definition { get; } = new("daemon", "Run the daemon in the foreground")
    {
        Usage = "daemon [flags]",
        Description = """
            Run the daemon of this instance in the foreground, until it is told to stop.

             Commands that need the daemon start it by themselves; run it by hand to see its log (-v 1 in detail), or under a service
             manager. The engine is the one DOCKER_HOST names, else the one of the current Docker context. Flags that name a variable
             can be set by it, so that they hold for a daemon that another command starts.
            """,
        Examples = """
              # Run the daemon here and see what it does
              localpods daemon

              # Static pods: one manifest a file, run as long as the file is there
              localpods daemon --manifest-dir /etc/localpods/manifests

              # A second daemon, apart from the first in everything
              localpods daemon --instance other
            """,
        Flags =
        [
            Flag.Switch("detached", "Started by another command") with { Hidden = true },
            Flag.Text("https-port", "Serve HTTPS on this port of 127.0.0.1 from now on; otherwise on the port of the last start, or a free one"),
            .. ImageSettings.Flags,
            Flag.Text("manifest-dir", $"Run the pods of the manifests in this folder, and follow its changes; started without it, the daemon ends those of an earlier one (${ManifestVariable})"),
            PodSecuritySetting.Definition,
            Flag.Text("state-dir", "The folder that holds the state of instances, each in a folder of its name"),
        ],
        OnThisMachine = true,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments.Count > 0)
        {
            throw new UsageException($"unknown arguments: {string.Join(' ', invocation.Arguments)}") { Understood = true };
        }

        var flags = invocation.Flags;
        var environment = invocation.Environment;
        var paths = InstancePaths.Resolve(flags.Text("instance"), Given(flags, "state-dir"), environment.Variable, environment.Privileged);
        var run = environment.RunDaemon ?? throw CommandException.Error("this program was built without the daemon");
        return run(new DaemonOrder(paths, flags.On("detached"), Port(Given(flags, "https-port")), ImageSettings.Read(flags, environment.Variable), flags.Number("v") > 0)
        {
            PodSecurity = PodSecuritySetting.Read(flags, environment.Variable),
            ManifestDirectory = (Given(flags, "manifest-dir") ?? environment.Variable(ManifestVariable)) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null,
        });
    }

    private static int? Port(string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? port
        : throw CommandException.Error($"invalid --https-port \"{text}\": a number from 1 to 65535");

    private static string? Given(ParsedFlags flags, string name) => flags.Text(name) is { Length: > 0 } value ? value : null;
}
