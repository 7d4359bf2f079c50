using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Kubeconfig;

/// <summary>The kubeconfig that kubectl uses: found, locked and replaced as kubectl does it.</summary>
internal static class KubeconfigFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string LockSuffix = ".lock";
    private const string Elsewhere = "name a file elsewhere: KUBECONFIG=FILE localpods kubeconfig --merge";

    /// <summary>The file that is changed: of those in $KUBECONFIG the first that exists, else the last; without it ~/.kube/config.</summary>
    /// <exception cref="CommandException">Neither KUBECONFIG nor HOME is set.</exception>
    public static string Find(Func<string, string?> variable)
    {
        var listed = (variable("KUBECONFIG") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (listed.Length > 0)
        {
            return Path.GetFullPath(Array.Find(listed, File.Exists) ?? listed[^1]);
        }

        var home = variable("HOME");
        return string.IsNullOrEmpty(home)
            ? throw CommandException.Error("neither KUBECONFIG nor HOME is set")
            : Path.Combine(home, ".kube", "config");
    }

    /// <summary>Puts entries into the file; all else in it stays, comments aside. A file that has them already is not touched.</summary>
    /// <returns>The file's content now.</returns>
    /// <exception cref="CommandException">The file cannot be read as a kubeconfig or not be written, or another program is changing it.</exception>
    public static JsonObject Merge(string path, JsonObject entries) => Change(path, existing => KubeconfigMerge.Merge(existing, entries));

    /// <summary>Changes the file, alone with it. One that stays as it is is not touched.</summary>
    /// <param name="path">Made when it is not there.</param>
    /// <param name="change">Gets the content, null when there is none, and returns another.</param>
    /// <returns>The file's content now.</returns>
    /// <exception cref="CommandException">The file cannot be read as a kubeconfig or not be written, or another program is changing it.</exception>
    public static JsonObject Change(string path, Func<JsonObject?, JsonObject> change)
    {
        MakeFolder(Path.GetDirectoryName(path)!);

        // What is replaced is the file itself, not a link to it.
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        using var alone = Lock(path + LockSuffix);
        var existing = Read(target);
        var changed = change(existing?.DeepClone() as JsonObject);
        if (!JsonNode.DeepEquals(existing, changed))
        {
            Replace(target, YamlPrinter.Print(JsonElement.Parse(JsonBytes.Of(changed))));
        }

        return changed;
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Error($"the folder {folder} for the kubeconfig cannot be made: {WhyNot("folder", folder)}; {Elsewhere}");
        }
    }

    // The system's own words tell of a file that could not be found, which is not what was wanted.
    private static string WhyNot(string what, string path)
    {
        var above = path;
        while (!Path.Exists(above))
        {
            above = Path.GetDirectoryName(above)!;
        }

        return File.Exists(above) ? $"{above} is a file" : $"no {what} can be made in {above}";
    }

    /// <summary>One file; null when there is none, or nothing in it.</summary>
    public static JsonObject? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var read = YamlReader.Read(path, File.ReadAllBytes(path), ReadLimits.Default);
        if (read.Faults.FirstOrDefault(f => f.Severity == FaultSeverity.Error) is { } fault)
        {
            throw CommandException.Error($"{path}:{fault.Position.Line}:{fault.Position.Column}: {fault.Message}; the file is left as it is");
        }

        return read.Documents switch
        {
            [] => null,
            [SourceNode.Mapping one] => one.ToJson() as JsonObject,
            _ => throw CommandException.Error($"{path} is not a kubeconfig; it is left as it is"),
        };
    }

    // The same lock that kubectl takes: a file that must not exist.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw CommandException.Error($"open {path}: file exists; another program is changing the file, or one died doing so: then remove the lock");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var file = path[..^LockSuffix.Length];
            throw CommandException.Error($"{file} cannot be written: {WhyNot("file", path)}; {Elsewhere}");
        }
    }

    private static void Replace(string path, string text)
    {
        var next = path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File.Exists(path) ? File.GetUnixFileMode(path) : OwnerOnly;
        }

        using (var writer = new StreamWriter(next, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options))
        {
            writer.Write(text);
        }

        File.Move(next, path, overwrite: true);
    }
}
