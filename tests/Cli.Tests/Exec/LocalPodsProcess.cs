using System.Diagnostics;

namespace LocalPods.Cli.Tests.Exec;

/// <summary>Runs the built command as a process of its own, where a test needs a real terminal, shell or signal.</summary>
internal static class LocalPodsProcess
{
    /// <summary>A script that runs the command, to be put on a PATH.</summary>
    public static string WriteLauncher(string folder)
    {
        var dotnet = System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var path = Path.Combine(folder, "localpods");
        File.WriteAllText(path, $"#!/bin/sh\nexec '{dotnet}' '{Path.Combine(AppContext.BaseDirectory, "localpods.dll")}' \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Starts a program with all three streams redirected; the instance's state is in <paramref name="folder"/>, and the launcher is on its PATH.</summary>
    public static Process Start(string folder, string program, params string[] arguments)
    {
        WriteLauncher(folder);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["LOCALPODS_STATE_DIR"] = folder;
        start.Environment["HOME"] = folder;
        start.Environment["PATH"] = $"{folder}:{System.Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["LOCALPODS_COMPLETION_TIMEOUT"] = "1m"; // a machine that runs many tests is slower than a finger
        start.Environment.Remove("LOCALPODS_INSTANCE");
        if (HttpsTransport.IsWanted)
        {
            start.Environment["LOCALPODS_CONTEXT"] = "tested";
            start.Environment["KUBECONFIG"] = Path.Combine(folder, "kubeconfig");
        }

        start.Environment.Remove("XDG_RUNTIME_DIR");
        return Process.Start(start)!;
    }

    /// <summary>A terminal of 97 by 31 in which a shell runs the command and then says <c>rc=</c> its exit code. Its settings are saved as <c>before</c> and <c>after</c>, its name as <c>tty</c>.</summary>
    /// <remarks>Signals that whoever runs the tests ignores (nohup, a job in the background) are not ignored in it, and after two minutes it is hung up.</remarks>
    public static Process OpenTerminal(string folder, string command)
    {
        Skip.If(Find("script") is null, "script (util-linux) is not installed");
        File.WriteAllText(
            Path.Combine(folder, "session.sh"),
            $"stty cols 97 rows 31; tty > tty; stty -g > before\n{command}\ncode=$?; stty -g > after; echo rc=$code\n");
        return Start(
            folder, "timeout", "--signal=KILL", "120", "script", "--quiet", "--return", "--command", "env --default-signal=HUP,INT,QUIT sh session.sh", "/dev/null");
    }

    /// <summary>Runs a program to its end without input.</summary>
    public static async Task<CommandOutcome> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>The program's file; null when it is not installed.</summary>
    public static string? Find(string program) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);
}
