using System.Text.Json.Nodes;

namespace LocalPods.Cli.Kubeconfig;

/// <summary>Kubeconfigs as trees. Pure.</summary>
internal static class KubeconfigMerge
{
    private static readonly string[] s_lists = ["clusters", "contexts", "users"];

    /// <summary>A kubeconfig with one context, made the current one.</summary>
    /// <param name="name">Of the context, the cluster and the user.</param>
    /// <param name="server">Address of the API.</param>
    /// <param name="cluster">How the server shows who it is.</param>
    /// <param name="user">How the client does.</param>
    public static JsonObject Of(string name, string server, JsonObject cluster, JsonObject user)
    {
        cluster["server"] = server;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["clusters"] = new JsonArray(new JsonObject { ["cluster"] = cluster, ["name"] = name }),
            ["contexts"] = new JsonArray(new JsonObject { ["context"] = new JsonObject { ["cluster"] = name, ["user"] = name }, ["name"] = name }),
            ["current-context"] = name,
            ["kind"] = "Config",
            ["users"] = new JsonArray(new JsonObject { ["name"] = name, ["user"] = user }),
        };
    }

    /// <summary>The entries beside what is there. One of the same name is replaced; a context that is current stays current.</summary>
    /// <param name="existing">Null when there is none yet.</param>
    /// <param name="entries">Made by <see cref="Of"/>.</param>
    public static JsonObject Merge(JsonObject? existing, JsonObject entries)
    {
        if (existing is null)
        {
            return entries.DeepClone().AsObject();
        }

        var merged = existing.DeepClone().AsObject();
        foreach (var list in s_lists)
        {
            foreach (var entry in entries[list]!.AsArray())
            {
                Put(merged, list, entry!);
            }
        }

        foreach (var (name, value) in entries)
        {
            if (!s_lists.Contains(name) && merged[name] is null or JsonValue && string.IsNullOrEmpty(merged[name]?.ToString()))
            {
                merged[name] = value?.DeepClone();
            }
        }

        return merged;
    }

    private static void Put(JsonObject merged, string list, JsonNode entry)
    {
        if (merged[list] is not JsonArray there)
        {
            merged[list] = there = [];
        }

        for (var i = 0; i < there.Count; i++)
        {
            if (there[i]?["name"]?.ToString() == entry["name"]!.ToString())
            {
                // A namespace that somebody chose for the context is theirs.
                var replacing = entry.DeepClone();
                if (replacing["context"] is JsonObject context && there[i]?["context"]?["namespace"] is { } chosen)
                {
                    context["namespace"] = chosen.DeepClone();
                }

                there[i] = replacing;
                return;
            }
        }

        there.Add(entry.DeepClone());
    }
}
