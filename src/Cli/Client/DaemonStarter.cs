using System.Diagnostics;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Client;

/// <summary>
/// Starts the daemon of an instance in the background and returns when it serves.
/// <list type="number">
/// <item>Take the start lock: of several commands one starts the daemon, the others wait here and then find it running.</item>
/// <item>Run <c>localpods daemon --detached</c> with stderr appended to the log; it leaves this terminal's session by itself.</item>
/// <item>Read its <see cref="ReadyLine"/> from its stdout.</item>
/// </list>
/// </summary>
/// <param name="paths">The instance.</param>
/// <param name="error">Told that a daemon was started.</param>
/// <param name="program">The words that run <c>localpods</c>; null for this very program.</param>
internal sealed class DaemonStarter(InstancePaths paths, TextWriter error, IReadOnlyList<string>? program = null)
{
    /// <summary>How much of the log is shown when the daemon died without a word.</summary>
    private const int LinesOfLog = 5;

    // The shell only opens the log and becomes the daemon: a .NET parent cannot hand a child a file as stderr.
    private const string Script = "exec \"$0\" \"$@\" 2>>\"$LOCALPODS_DAEMON_LOG\" </dev/null";

    /// <exception cref="CommandException">It could not be started; the message says why.</exception>
    public void Start()
    {
        CreatePrivate(paths.StateDirectory);
        using var alone = FileLock.Take(paths.StartLock);
        using (var running = UnixSocket.TryConnect(paths.Socket))
        {
            if (running is not null)
            {
                return;
            }
        }

        using var process = Process.Start(StartInfo()) ?? throw CommandException.Error("the daemon could not be started: no process");
        var ready = ReadyLine.Parse(process.StandardOutput.ReadLine());
        switch (ready)
        {
            case { Error: null }:
                error.WriteLine($"started the localpods daemon (instance {paths.Instance}, pid {ready.Pid}, log {paths.Log})");
                return;
            case { AlreadyRunning: true }:
                return;
            case { Error: { } why }:
                throw CommandException.Error($"the daemon could not be started: {why}");
            default:
                process.WaitForExit();
                throw CommandException.Error($"the daemon ended with exit code {process.ExitCode} before it served; the end of {paths.Log}:\n{EndOfLog()}");
        }
    }

    /// <summary>Whether the runtime maps each page of code twice, never writable and executable at once; 1 unless set. Why the daemon does without: docs/decisions.</summary>
    private const string CodePages = "DOTNET_EnableWriteXorExecute";

    /// <summary>Whether full collections run beside the program instead of stopping it; 0 for commands, which end before the first one.</summary>
    private const string CollectsBeside = "DOTNET_gcConcurrent";

    private static void CreatePrivate(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        foreach (var word in program ?? ThisProgram())
        {
            start.ArgumentList.Add(word);
        }

        start.ArgumentList.Add("daemon");
        start.ArgumentList.Add("--detached");
        start.ArgumentList.Add("--instance");
        start.ArgumentList.Add(paths.Instance);
        start.Environment["LOCALPODS_DAEMON_LOG"] = paths.Log;
        start.Environment.TryAdd(CodePages, "0");
        start.Environment.TryAdd(CollectsBeside, "1");
        if (start.Environment.TryGetValue(DaemonCommand.ManifestVariable, out var manifests) && manifests is { Length: > 0 })
        {
            start.Environment[DaemonCommand.ManifestVariable] = Path.GetFullPath(manifests); // the daemon starts in another folder
        }

        return start;
    }

    private static List<string> ThisProgram()
    {
        var self = Environment.ProcessPath ?? throw CommandException.Error("the daemon could not be started: this program's own file is not known");
        return Path.GetFileNameWithoutExtension(self) == "dotnet" ? [self, Path.Combine(AppContext.BaseDirectory, "localpods.dll")] : [self];
    }

    private string EndOfLog()
    {
        try
        {
            return string.Join('\n', File.ReadLines(paths.Log).TakeLast(LinesOfLog));
        }
        catch (IOException)
        {
            return "(it cannot be read)";
        }
    }
}
