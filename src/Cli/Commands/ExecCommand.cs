using System.Runtime.InteropServices;
using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods exec</c>.</summary>
internal static class ExecCommand
{
    private const int Stdin = 0;

    public static Command Definition { get; } = new("exec", "Execute a command in a container")
    {
        Usage = "exec (POD | pod/POD) [-c CONTAINER] [flags] -- COMMAND [args...]",
        Description = "Execute a command in a container. Its exit code becomes that of localpods.",
        Examples = """
              # Run a command in the pod's first container
              localpods exec web -- date

              # Open a shell in one of its containers
              localpods exec -it web -c app -- sh

              # Pass a file to a command
              localpods exec -i web -- sh -c 'cat > /tmp/in' < file
            """,
        Flags =
        [
            Flag.Text("container", "The container; the default one if not given", 'c'),
            Flag.Switch("quiet", "Print only what the command prints", 'q'),
            Flag.Switch("stdin", "Pass stdin to the command", 'i'),
            Flag.Switch("tty", "Give the command a terminal", 't'),
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var (words, dash) = (invocation.Arguments, invocation.Dash);
        if (words.Count == 0 || dash == 0)
        {
            throw CommandException.Error("pod, type/name or --filename must be specified");
        }

        if (dash < 0 && words.Count > 1)
        {
            throw new UsageException("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead") { Understood = true };
        }

        if (dash < 0 || words.Count == dash)
        {
            throw CommandException.Error("you must specify at least one command for the container");
        }

        var pod = JsonElement.Parse(invocation.Api.Get(ResourceCatalog.Pods.Item(invocation.Namespace, PodName(words[0]))));
        var phase = pod.Field("status").Text("phase");
        if (phase is "Succeeded" or "Failed")
        {
            throw CommandException.Error($"cannot exec into a container in a completed pod; current phase is {phase}");
        }

        return Execute(invocation, new ExecRequest(invocation.Namespace, PodName(words[0]), ContainerOf(invocation, pod), [.. words.Skip(dash)])
        {
            Stdin = invocation.Flags.On("stdin"),
            Tty = invocation.Flags.On("tty"),
        });
    }

    private static string PodName(string word)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? word
            : ResourceCatalog.Pods.Answers(word[..slash]) ? word[(slash + 1)..]
            : throw CommandException.Error($"cannot exec into {word}: only pods have containers here");
    }

    private static string ContainerOf(Invocation invocation, JsonElement pod)
    {
        var containers = PodContainers.Of(pod);
        var asked = invocation.Flags.Text("container");
        if (asked.Length == 0)
        {
            return containers.Default(pod, invocation.Flags.On("quiet") ? TextWriter.Null : invocation.Error);
        }

        return containers.All.Contains(asked)
            ? asked
            : throw CommandException.Error($"container {asked} is not valid for pod {pod.Field("metadata").Text("name")} out of: {containers.Listing}");
    }

    private static int Execute(Invocation invocation, ExecRequest request)
    {
        invocation.Out.Flush();
        var wantsRaw = request is { Tty: true, Stdin: true };
        if (wantsRaw && !TerminalCalls.IsTerminal(Stdin))
        {
            invocation.Error.WriteLine("Unable to use a TTY - input is not a terminal or the right kind of file");
            request = request with { Tty = false };
        }

        using var session = ExecSession.Start(invocation.Api, request);
        using var raw = request is { Tty: true, Stdin: true } ? RawTerminal.Enter() : null;
        var code = RunAsync(invocation, session, request, resizes: raw is not null).GetAwaiter().GetResult();
        raw?.Dispose();
        if (code != 0)
        {
            invocation.Error.WriteLine($"command terminated with exit code {code}");
        }

        return code;
    }

    private static async Task<int> RunAsync(Invocation invocation, ExecSession session, ExecRequest request, bool resizes)
    {
        using var ended = new CancellationTokenSource();
        using var resized = resizes && !OperatingSystem.IsWindows() ? PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize(session, ended.Token)) : null;
        if (resizes)
        {
            Resize(session, ended.Token);
        }

        if (request.Stdin)
        {
            // Nobody waits for it: a read of the terminal cannot be given up, and ends with the process.
            _ = SendInputAsync(session, invocation.Environment.OpenInput(), ended.Token);
        }

        await using var output = invocation.Environment.OpenOutput();
        await using var error = invocation.Environment.OpenError();
        var code = await session.ReceiveAsync(output, error, ended.Token);
        ended.Cancel();
        return code;
    }

    private static async Task SendInputAsync(ExecSession session, Stream input, CancellationToken ended)
    {
        try
        {
            await session.SendInputAsync(input, ended);
        }
        catch (Exception failure) when (failure is OperationCanceledException or System.Net.WebSockets.WebSocketException or IOException or ObjectDisposedException)
        {
            // The program has ended, or the receiving side tells what happened.
        }
    }

    private static void Resize(ExecSession session, CancellationToken ended)
    {
        if (TerminalCalls.WindowSize(Stdin) is { } size)
        {
            _ = ResizeAsync(session, size.Width, size.Height, ended);
        }
    }

    private static async Task ResizeAsync(ExecSession session, int width, int height, CancellationToken ended)
    {
        try
        {
            await session.ResizeAsync(width, height, ended);
        }
        catch (Exception failure) when (failure is OperationCanceledException or System.Net.WebSockets.WebSocketException or IOException or ObjectDisposedException)
        {
            // As for stdin.
        }
    }
}
