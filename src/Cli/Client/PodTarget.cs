using System.Text.Json;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Client;

/// <summary>The pod that a command means by <c>POD</c> or <c>TYPE/NAME</c>: itself, or the best of those an object selects.</summary>
internal static class PodTarget
{
    /// <exception cref="CommandException">The word names nothing that has pods, or it has none.</exception>
    /// <exception cref="ApiFailure">There is no such object.</exception>
    public static JsonElement Find(ApiClient api, string ns, string word)
    {
        if (!word.Contains('/', StringComparison.Ordinal))
        {
            return Get(api, ResourceCatalog.Pods, ns, word);
        }

        return word.Split('/') switch
        {
            [{ Length: > 0 } type, { Length: > 0 } name] => Find(api, ns, ResourceCatalog.Named(type, () => api), name),
            { Length: > 2 } => throw CommandException.Error("arguments in resource/name form may not have more than one slash"),
            _ => throw CommandException.Error("arguments in resource/name form must have a single resource and name"),
        };
    }

    /// <summary>As <see cref="Find(ApiClient, string, string)"/>, with the type known.</summary>
    public static JsonElement Find(ApiClient api, string? ns, ResourceType type, string name)
    {
        var found = Get(api, type, ns, name);
        if (type == ResourceCatalog.Pods)
        {
            return found;
        }

        var selector = Selector(found.Field("spec").Field("selector"));
        if (selector.Length == 0)
        {
            throw CommandException.Error($"{type.PrintedName}/{name} selects no pods; name a pod instead");
        }

        var list = JsonElement.Parse(api.Get(UrlText.WithQuery(ResourceCatalog.Pods.Collection(ns), ("labelSelector", selector))));
        var best = list.Field("items").Items()
            .OrderByDescending(IsRunning)
            .ThenByDescending(IsReady)
            .ThenBy(p => p.Field("metadata").Text("creationTimestamp"), StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Exists() ? best : throw CommandException.Error($"{type.PrintedName}/{name} has no pod yet (selector {selector})");
    }

    private static JsonElement Get(ApiClient api, ResourceType type, string? ns, string name) =>
        JsonElement.Parse(api.Get(type.Item(type.Namespaced ? ns : null, name)));

    /// <summary>A selector as requests write it; workloads have <c>matchLabels</c>, services plain labels.</summary>
    private static string Selector(JsonElement selector)
    {
        var isPlain = !selector.Field("matchLabels").Exists() && !selector.Field("matchExpressions").Exists();
        var labels = (isPlain ? selector : selector.Field("matchLabels")).Sorted().Select(l => $"{l.Name}={l.Value.Text()}");
        return string.Join(',', labels.Concat(selector.Field("matchExpressions").Items().Select(Requirement)));
    }

    private static string Requirement(JsonElement expression)
    {
        var (key, values) = (expression.Text("key"), string.Join(',', expression.Field("values").Items().Select(v => v.Text())));
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key,
        };
    }

    private static bool IsRunning(JsonElement pod) => pod.Field("status").Text("phase") == "Running";

    private static bool IsReady(JsonElement pod) =>
        pod.Field("status").Field("conditions").Items().Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");
}
