using System.Text.Json.Nodes;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Kubeconfig;

/// <summary>The kubeconfigs that hold together, read as kubectl reads them: of entries with one name the first counts, paths are as the file that has them sees them.</summary>
internal sealed class KubeconfigSet
{
    /// <summary>The lists, what an entry of each holds beside its name, and which of that are paths.</summary>
    public static readonly (string List, string Part, string[] Paths)[] Lists =
    [
        ("clusters", "cluster", ["certificate-authority"]),
        ("users", "user", ["client-certificate", "client-key", "tokenFile"]),
        ("contexts", "context", []),
    ];

    private KubeconfigSet(JsonObject merged) => Merged = merged;

    /// <summary>All of them as one.</summary>
    public JsonObject Merged { get; }

    public string CurrentContext => Merged["current-context"]?.ToString() ?? "";

    /// <summary>Reads the file asked for, else those of $KUBECONFIG, else ~/.kube/config.</summary>
    /// <param name="asked">Empty when none was asked for.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="CommandException">The file asked for is not there, or one of them is no kubeconfig.</exception>
    public static KubeconfigSet Read(string asked, Func<string, string?> variable)
    {
        if (asked.Length > 0 && !File.Exists(asked))
        {
            throw CommandException.Error($"stat {asked}: no such file or directory");
        }

        return Of(Paths(asked, variable));
    }

    /// <summary>These files as one; those that are not there count as empty.</summary>
    /// <exception cref="CommandException">One of them is no kubeconfig.</exception>
    public static KubeconfigSet Of(IEnumerable<string> paths)
    {
        var merged = new JsonObject { ["apiVersion"] = "v1", ["clusters"] = null, ["contexts"] = null, ["current-context"] = "", ["kind"] = "Config", ["users"] = null };
        foreach (var path in paths)
        {
            if (File.Exists(path) && KubeconfigFile.Read(path) is { } one)
            {
                Add(merged, one, Path.GetDirectoryName(Path.GetFullPath(path))!);
            }
        }

        return new KubeconfigSet(merged);
    }

    /// <summary>What an entry holds; null when there is none.</summary>
    public JsonObject? Find(string list, string part, string name) =>
        Entries(Merged, list).FirstOrDefault(e => e["name"]?.ToString() == name) is { } entry ? entry[part] as JsonObject ?? [] : null;

    /// <summary>The entries of one of the lists.</summary>
    public static IEnumerable<JsonObject> Entries(JsonObject config, string list) => (config[list] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>The files that hold: the one asked for, else those of $KUBECONFIG, else ~/.kube/config; whether they are there or not.</summary>
    public static string[] Paths(string asked, Func<string, string?> variable)
    {
        if (asked.Length > 0)
        {
            return [asked];
        }

        var listed = (variable("KUBECONFIG") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return listed.Length > 0 ? listed
            : variable("HOME") is { Length: > 0 } home ? [Path.Combine(home, ".kube", "config")]
            : [];
    }

    private static void Add(JsonObject merged, JsonObject one, string folder)
    {
        foreach (var (list, part, paths) in Lists)
        {
            foreach (var entry in Entries(one, list))
            {
                if (Entries(merged, list).Any(e => e["name"]?.ToString() == entry["name"]?.ToString()))
                {
                    continue;
                }

                var copy = (JsonObject)entry.DeepClone();
                Locate(copy[part] as JsonObject, paths, folder);
                (merged[list] as JsonArray ?? Empty(merged, list)).Add(copy);
            }
        }

        if (merged["current-context"]!.ToString().Length == 0 && one["current-context"] is { } current)
        {
            merged["current-context"] = current.DeepClone();
        }
    }

    private static JsonArray Empty(JsonObject merged, string list)
    {
        var array = new JsonArray();
        merged[list] = array;
        return array;
    }

    private static void Locate(JsonObject? part, string[] names, string folder)
    {
        foreach (var name in names)
        {
            if (part?[name]?.ToString() is { Length: > 0 } path)
            {
                part[name] = Path.Combine(folder, path);
            }
        }

        if (part?["exec"] is JsonObject plugin && plugin["command"]?.ToString() is { } command && command.Contains('/', StringComparison.Ordinal))
        {
            plugin["command"] = Path.Combine(folder, command);
        }
    }
}
