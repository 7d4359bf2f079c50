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
        start.Environment.Remove("LOCALPODS_INSTANCE");
        start.Environment.Remove("XDG_RUNTIME_DIR");
        return Process.Start(start)!;
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
