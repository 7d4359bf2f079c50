using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Apply;

/// <summary>Two folders with a file an object, as it is and as it would be, and the program that compares them. Gone when disposed.</summary>
/// <param name="managedFields">Whether files show who set which fields.</param>
internal sealed class DiffFolders(bool managedFields) : IDisposable
{
    private const string Mask = "***";

    private readonly string _live = Directory.CreateTempSubdirectory("LIVE-").FullName;
    private readonly string _merged = Directory.CreateTempSubdirectory("MERGED-").FullName;

    /// <param name="item">Names the file.</param>
    /// <param name="live">The object; null when there is none yet.</param>
    /// <param name="merged">What it would be.</param>
    public void Add(AppliedObject item, JsonObject? live, JsonObject merged)
    {
        (live, merged) = (live?.DeepClone() as JsonObject, (JsonObject)merged.DeepClone());
        if (item.Type is { Group: "", Kind: "Secret" })
        {
            Hide(live, merged);
        }

        var name = $"{(item.Type.Group.Length > 0 ? item.Type.Group + "." : "")}{item.Type.Version}.{item.Type.Kind}.{item.Namespace}.{item.Name}";
        File.WriteAllText(Path.Combine(_live, name), live is null ? "" : Text(live));
        File.WriteAllText(Path.Combine(_merged, name), Text(merged));
    }

    /// <summary>Runs the program that compares, and passes on what it prints.</summary>
    /// <returns>0 when there is no difference, 1 when there is one.</returns>
    /// <exception cref="CommandException">It cannot be run, or fails.</exception>
    public int Compare(Invocation invocation)
    {
        string[] words = invocation.Environment.Variable("KUBECTL_EXTERNAL_DIFF") is { Length: > 0 } own
            ? own.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : ["diff", "-u", "-N"];
        var start = new ProcessStartInfo(words[0], [.. words[1..], _live, _merged]) { RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            invocation.Out.Write(process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            return process.ExitCode is 0 or 1 ? process.ExitCode : throw CommandException.Error($"failed to run \"{words[0]}\": exit status {process.ExitCode}");
        }
        catch (Win32Exception)
        {
            throw CommandException.Error($"failed to run \"{words[0]}\": executable file not found in $PATH");
        }
    }

    public void Dispose()
    {
        Directory.Delete(_live, recursive: true);
        Directory.Delete(_merged, recursive: true);
    }

    private string Text(JsonObject json)
    {
        var document = JsonElement.Parse(JsonBytes.Of(json));
        return YamlPrinter.Print(managedFields ? document : ManagedFields.Hide(document));
    }

    // Whether a value changes is shown; what it is, is not.
    private static void Hide(JsonObject? live, JsonObject merged)
    {
        var (before, after) = (live?["data"] as JsonObject ?? [], merged["data"] as JsonObject ?? []);
        foreach (var key in before.Select(b => b.Key).Union(after.Select(a => a.Key)).ToList())
        {
            var changes = before.ContainsKey(key) && after.ContainsKey(key) && !JsonNode.DeepEquals(before[key], after[key]);
            foreach (var (data, note) in (ReadOnlySpan<(JsonObject, string)>)[(before, " (before)"), (after, " (after)")])
            {
                if (data.ContainsKey(key))
                {
                    data[key] = changes ? Mask + note : Mask;
                }
            }
        }

        // The manifest of last time holds the values, too.
        foreach (var annotations in new[] { live, merged }.Select(o => o?["metadata"]?["annotations"]).OfType<JsonObject>())
        {
            if (annotations.ContainsKey(LastApplied.Annotation))
            {
                annotations[LastApplied.Annotation] = Mask;
            }
        }
    }
}
