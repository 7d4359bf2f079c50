using System.Text.Json.Nodes;

namespace LocalPods.Cli.Kubeconfig;

/// <summary>
/// Changes of the kubeconfigs that hold together, as kubectl makes them: an entry is changed in the file that has it, a new one goes to
/// the file that is asked for, the first of $KUBECONFIG that exists, or ~/.kube/config.
/// </summary>
/// <param name="asked">A file; empty when none was asked for.</param>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class KubeconfigEdits(string asked, Func<string, string?> variable)
{
    private const string CurrentContext = "current-context";

    /// <summary>The file for what is new.</summary>
    public string File => asked.Length > 0 ? Path.GetFullPath(asked) : KubeconfigFile.Find(variable);

    /// <summary>All files as one.</summary>
    public KubeconfigSet Read() => KubeconfigSet.Of(Files);

    /// <summary>The file that has the entry; that for new ones when none has.</summary>
    public string FileOf(string list, string name) => Files.FirstOrDefault(f => Has(f, list, name)) ?? File;

    /// <summary>Changes what an entry holds; one that is not there is made.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Put(string list, string name, Action<JsonObject> change)
    {
        var (_, part, paths) = KubeconfigSet.Lists.Single(l => l.List == list);
        var file = FileOf(list, name);
        var existed = false;
        KubeconfigFile.Change(file, config =>
        {
            config ??= Empty();
            if (config[list] is not JsonArray entries)
            {
                config[list] = entries = [];
            }

            var entry = entries.OfType<JsonObject>().FirstOrDefault(e => e["name"]?.ToString() == name);
            existed = entry is not null;
            if (entry is null)
            {
                entries.Add(entry = new JsonObject { ["name"] = name });
            }

            if (entry[part] is not JsonObject holds)
            {
                entry[part] = holds = [];
            }

            change(holds);
            Shorten(holds, paths, Path.GetDirectoryName(file)!);
            return config;
        });
        return existed;
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string list, string name)
    {
        if (Files.FirstOrDefault(f => Has(f, list, name)) is not { } file)
        {
            return false;
        }

        KubeconfigFile.Change(file, config =>
        {
            var entries = (JsonArray)config![list]!;
            entries.Remove(entries.First(e => e?["name"]?.ToString() == name));
            return config;
        });
        return true;
    }

    /// <summary>Makes a context the current one; with an empty name none is.</summary>
    public void Use(string name)
    {
        foreach (var file in name.Length > 0 ? [File] : Files.Where(f => KubeconfigFile.Read(f)?[CurrentContext]?.ToString().Length > 0))
        {
            KubeconfigFile.Change(file, config =>
            {
                config ??= Empty();
                config[CurrentContext] = name;
                return config;
            });
        }
    }

    private IEnumerable<string> Files => KubeconfigSet.Paths(asked, variable).Select(Path.GetFullPath);

    private static bool Has(string file, string list, string name) =>
        KubeconfigFile.Read(file) is { } config && KubeconfigSet.Entries(config, list).Any(e => e["name"]?.ToString() == name);

    private static JsonObject Empty() => new()
    {
        ["apiVersion"] = "v1",
        ["clusters"] = new JsonArray(),
        ["contexts"] = new JsonArray(),
        [CurrentContext] = "",
        ["kind"] = "Config",
        ["preferences"] = new JsonObject(),
        ["users"] = new JsonArray(),
    };

    // What lies beside or below the file is named as seen from there.
    private static void Shorten(JsonObject holds, string[] paths, string folder)
    {
        foreach (var name in paths)
        {
            if (holds[name]?.ToString() is { Length: > 0 } path && Path.IsPathRooted(path)
                && Path.GetRelativePath(folder, path) is var shorter && !shorter.StartsWith("..", StringComparison.Ordinal))
            {
                holds[name] = shorter;
            }
        }
    }
}
