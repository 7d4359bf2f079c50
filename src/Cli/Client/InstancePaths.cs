using System.Text;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Client;

/// <summary>
/// Where an instance keeps what it needs. The daemon and its clients compute it from the same inputs, so that they meet:
/// <list type="number">
/// <item>the instance: the flag, else LOCALPODS_INSTANCE, else <c>default</c>;</item>
/// <item>its state: under the directory asked for, else LOCALPODS_STATE_DIR, else /var/lib/localpods for root and
/// XDG_STATE_HOME/localpods (~/.local/state/localpods) for others; one folder an instance;</item>
/// <item>its socket: in XDG_RUNTIME_DIR/localpods when there is one and nobody chose the state directory, else beside the state.</item>
/// </list>
/// </summary>
/// <param name="Instance">A valid instance name.</param>
/// <param name="StateDirectory">Holds store, log, locks; may not exist yet.</param>
/// <param name="Socket">The API's Unix socket; short enough for the kernel.</param>
public sealed record InstancePaths(string Instance, string StateDirectory, string Socket)
{
    public const string DefaultInstance = "default";

    /// <summary>Longest instance name.</summary>
    public const int LongestInstance = 32;

    /// <summary>Longest socket path in bytes: the kernel's 108 less the final NUL.</summary>
    public const int LongestSocket = 107;

    public string Store => Path.Combine(StateDirectory, "store.db");

    public string Log => Path.Combine(StateDirectory, "daemon.log");

    /// <summary>Held by the daemon as long as it lives: one daemon an instance.</summary>
    public string Lock => Path.Combine(StateDirectory, "daemon.lock");

    /// <summary>Held by a command while it starts the daemon, so that the others wait for that one.</summary>
    public string StartLock => Path.Combine(StateDirectory, "start.lock");

    /// <summary>What to add to a command line so that it means this instance; empty for the default one.</summary>
    public string InstanceFlag => Instance == DefaultInstance ? "" : $" --instance {Instance}";

    /// <param name="instance">What the flag says; empty or null when it was not given.</param>
    /// <param name="stateDirectory">The directory that holds the instances' state; null for the usual one.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="privileged">Whether the process is root.</param>
    /// <exception cref="CommandException">The name is not valid, or the socket's path would be too long.</exception>
    public static InstancePaths Resolve(string? instance, string? stateDirectory, Func<string, string?> variable, bool privileged)
    {
        var name = FirstSet(instance, variable("LOCALPODS_INSTANCE")) ?? DefaultInstance;
        if (!IsValid(name))
        {
            throw CommandException.Error(
                $"invalid instance name \"{name}\": lower case letters, digits and '-', beginning and ending with a letter or digit, at most {LongestInstance} characters");
        }

        var chosen = FirstSet(stateDirectory, variable("LOCALPODS_STATE_DIR"));
        var state = Path.GetFullPath(Path.Combine(chosen ?? UsualState(variable, privileged), name));
        var runtime = FirstSet(variable("XDG_RUNTIME_DIR"), null);
        var socket = chosen is null && runtime is not null
            ? Path.Combine(runtime, "localpods", name + ".sock")
            : Path.Combine(state, "api.sock");
        var length = Encoding.UTF8.GetByteCount(socket);
        return length <= LongestSocket
            ? new InstancePaths(name, state, socket)
            : throw CommandException.Error(
                $"the socket path {socket} has {length} bytes and the system allows {LongestSocket}; choose a shorter LOCALPODS_STATE_DIR or instance name");
    }

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > LongestInstance || name[0] == '-' || name[^1] == '-')
        {
            return false;
        }

        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static string UsualState(Func<string, string?> variable, bool privileged)
    {
        if (privileged)
        {
            return "/var/lib/localpods";
        }

        var home = FirstSet(variable("XDG_STATE_HOME"), null)
            ?? Path.Combine(
                FirstSet(variable("HOME"), null) ?? throw CommandException.Error("neither XDG_STATE_HOME nor HOME is set; set LOCALPODS_STATE_DIR"),
                ".local/state");
        return Path.Combine(home, "localpods");
    }

    private static string? FirstSet(string? first, string? second) =>
        !string.IsNullOrEmpty(first) ? first : !string.IsNullOrEmpty(second) ? second : null;
}
