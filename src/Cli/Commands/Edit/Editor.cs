using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace LocalPods.Cli.Commands.Edit;

/// <summary>The program in which the user edits: $KUBE_EDITOR, $EDITOR or vi, run by the shell when it is more than one word.</summary>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class Editor(Func<string, string?> variable)
{
    private string Program => variable("KUBE_EDITOR") is { Length: > 0 } own ? own : variable("EDITOR") is { Length: > 0 } general ? general : "vi";

    /// <summary>Has a text edited.</summary>
    /// <param name="text">As the user finds it.</param>
    /// <param name="extension">Of the file, so that the editor knows what it is.</param>
    /// <returns>The text as the user left it, and the file that has it, which the caller removes.</returns>
    /// <exception cref="CommandException">The editor cannot be run, or says that it failed.</exception>
    public (string Text, string File) Edit(string text, string extension)
    {
        var file = Path.Combine(Path.GetTempPath(), $"localpods-edit-{Path.GetFileNameWithoutExtension(Path.GetRandomFileName())}{extension}");
        using (var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        try
        {
            Run(file);
            return (File.ReadAllText(file), file);
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    private void Run(string file)
    {
        var shell = Program.AsSpan().IndexOfAny(" \t\"'\\") >= 0;
        var start = shell ? new ProcessStartInfo("/bin/sh", ["-c", $"{Program} '{file}'"]) : new ProcessStartInfo(Program, [file]);
        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw CommandException.Error($"there was a problem with the editor \"{Program}\"");
            }
        }
        catch (Win32Exception)
        {
            throw CommandException.Error($"unable to launch the editor \"{Program}\"");
        }
    }
}
