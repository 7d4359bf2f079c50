using System.Net.WebSockets;
using System.Runtime.InteropServices;
using LocalPods.Cli.Client;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Commands;

/// <summary>Joins this process's streams, and its terminal if the program gets one, to a program in a container.</summary>
internal static class ExecStreams
{
    /// <returns>The program's exit code.</returns>
    public static int Run(Invocation invocation, ExecRequest request) => Run(invocation, request, out _);

    /// <summary>Attaches to a container that was made for it. When it has ended before anything of it came here, its log is printed instead.</summary>
    /// <returns>The program's exit code, as far as it is known.</returns>
    public static int AttachToNew(Invocation invocation, PodLog log, bool stdin, bool tty)
    {
        try
        {
            var code = Run(invocation, ExecRequest.Attach(log.Namespace, log.Pod, log.Container) with { Stdin = stdin, Tty = tty }, out var hasOutput);
            if (hasOutput || code != ExitCode.Success)
            {
                return code;
            }
        }
        catch (ApiFailure failure)
        {
            if (!invocation.Flags.On("quiet"))
            {
                invocation.Error.WriteLine($"warning: couldn't attach to pod/{log.Pod}, falling back to streaming logs: {failure.Message}");
            }
        }

        return new LogPrinter(invocation, LogOptions.Plain).Run([log]);
    }

    private static int Run(Invocation invocation, ExecRequest request, out bool hasOutput)
    {
        invocation.Out.Flush();
        using var session = ExecSession.Start(invocation.Api, request);
        int code;
        using (request.Tty ? RawTerminal.Enter() : null)
        {
            code = Join(invocation.Environment, session, request);
        }

        hasOutput = session.HasOutput;
        if (code != ExitCode.Success)
        {
            invocation.Error.WriteLine($"command terminated with exit code {code}");
        }

        return code;
    }

    private static int Join(CliEnvironment environment, ExecSession session, ExecRequest request)
    {
        using var resized = request.Tty && !OperatingSystem.IsWindows() ? PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => SendSize(session)) : null;
        using var resumed = request.Tty && !OperatingSystem.IsWindows() ? PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => SendSize(session)) : null;
        if (request.Tty)
        {
            SendSize(session);
        }

        if (request.Stdin)
        {
            // A thread of its own, which nobody waits for: a blocked read of a terminal ends only with the process.
            new Thread(() => Ignoring(() => session.SendInput(environment.OpenInput()))) { IsBackground = true, Name = "stdin" }.Start();
        }

        using var output = environment.OpenOutput();
        using var error = environment.OpenError();
        return session.ReceiveAsync(output, error, CancellationToken.None).GetAwaiter().GetResult();
    }

    // The size is stdout's, as kubectl's is; a terminal whose output goes into a file still has the size of its keyboard's window.
    private static void SendSize(ExecSession session) => Ignoring(() => session
        .ResizeAsync(() => TerminalCalls.WindowSize(TerminalCalls.Stdout) ?? TerminalCalls.WindowSize(TerminalCalls.Stdin))
        .GetAwaiter().GetResult());

    /// <summary>Sends something, and leaves it to the receiving side to tell how the session ended.</summary>
    private static void Ignoring(Action send)
    {
        try
        {
            send();
        }
        catch (Exception failure) when (failure is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The program has ended.
        }
    }
}
