using System.Text.Json;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Client;

/// <summary>Finds resource types: those every daemon has are known here, others are asked of the server.</summary>
internal static class ResourceCatalog
{
    public static ResourceType Pods { get; } = new("", "v1", "pods", "pod", "Pod", Namespaced: true, ["po"]);

    public static ResourceType Events { get; } = new("", "v1", "events", "event", "Event", Namespaced: true, ["ev"]);

    public static ResourceType Namespaces { get; } = new("", "v1", "namespaces", "namespace", "Namespace", Namespaced: false, ["ns"]);

    public static ResourceType Nodes { get; } = new("", "v1", "nodes", "node", "Node", Namespaced: false, ["no"]);

    public static ResourceType ConfigMaps { get; } = new("", "v1", "configmaps", "configmap", "ConfigMap", Namespaced: true, ["cm"]);

    public static ResourceType Secrets { get; } = new("", "v1", "secrets", "secret", "Secret", Namespaced: true, []);

    public static ResourceType ResourceQuotas { get; } = new("", "v1", "resourcequotas", "resourcequota", "ResourceQuota", Namespaced: true, ["quota"]);

    public static ResourceType LimitRanges { get; } = new("", "v1", "limitranges", "limitrange", "LimitRange", Namespaced: true, ["limits"]);

    public static ResourceType Services { get; } = new("", "v1", "services", "service", "Service", Namespaced: true, ["svc"]);

    public static ResourceType ServiceAccounts { get; } = new("", "v1", "serviceaccounts", "serviceaccount", "ServiceAccount", Namespaced: true, ["sa"]);

    public static IReadOnlyList<ResourceType> BuiltIn { get; } = [Pods, Events, Namespaces, Nodes, ConfigMaps, Secrets, ResourceQuotas, LimitRanges];

    /// <summary>The type a user means by a word on the command line.</summary>
    /// <exception cref="CommandException">The server has no such type.</exception>
    public static ResourceType Named(string word, Func<ApiClient> api) => Find(word, api) ?? throw NotThere(word);

    /// <summary>As <see cref="Named"/>; null when the server has no such type.</summary>
    public static ResourceType? Find(string word, Func<ApiClient> api) => OfWord(word, api, []) is [var type, ..] ? type : null;

    /// <summary>The types a user means by a word: one, or all of a category such as <c>all</c>.</summary>
    /// <exception cref="CommandException">The server has neither.</exception>
    public static IReadOnlyList<ResourceType> AllNamed(string word, Func<ApiClient> api)
    {
        var category = new List<ResourceType>();
        var types = OfWord(word, api, category);
        return types.Count > 0 ? types : category.Count > 0 ? category : throw NotThere(word);
    }

    private static IReadOnlyList<ResourceType> OfWord(string word, Func<ApiClient> api, List<ResourceType> category)
    {
        foreach (var type in BuiltIn)
        {
            if (type.Answers(word))
            {
                return [type];
            }
        }

        foreach (var type in All(api()))
        {
            if (type.Answers(word))
            {
                return [type];
            }

            if (type.Categories.Contains(word))
            {
                category.Add(type);
            }
        }

        return [];
    }

    private static CommandException NotThere(string word) => CommandException.Error($"the server doesn't have a resource type \"{word.Split('.')[0]}\"");

    /// <summary>The type of an object of a manifest; null when the server has none.</summary>
    public static ResourceType? OfKind(string apiVersion, string kind, Func<ApiClient> api)
    {
        foreach (var type in BuiltIn)
        {
            if (type.Kind == kind && type.ApiVersion == apiVersion)
            {
                return type;
            }
        }

        try
        {
            var path = apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
            return InVersion(api(), path).FirstOrDefault(t => t.Kind == kind);
        }
        catch (ApiFailure failure) when (failure.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Every type the server tells of.</summary>
    public static IEnumerable<ResourceType> All(ApiClient api)
    {
        foreach (var type in InVersion(api, "/api/v1"))
        {
            yield return type;
        }

        using var groups = JsonDocument.Parse(api.Get("/apis"));
        foreach (var group in groups.RootElement.Field("groups").Items())
        {
            foreach (var type in InVersion(api, "/apis/" + group.Field("preferredVersion").Text("groupVersion")))
            {
                yield return type;
            }
        }
    }

    private static List<ResourceType> InVersion(ApiClient api, string path)
    {
        using var list = JsonDocument.Parse(api.Get(path));
        var groupVersion = list.RootElement.Text("groupVersion");
        var slash = groupVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", groupVersion) : (groupVersion[..slash], groupVersion[(slash + 1)..]);
        var types = new List<ResourceType>();
        foreach (var resource in list.RootElement.Field("resources").Items())
        {
            var plural = resource.Text("name");
            if (plural.Contains('/', StringComparison.Ordinal))
            {
                continue;
            }

            var kind = resource.Text("kind");
            var singular = resource.Text("singularName") is { Length: > 0 } told ? told : kind.ToLowerInvariant();
            types.Add(new(group, version, plural, singular, kind, resource.Field("namespaced").IsTrue(), [.. resource.Field("shortNames").Items().Select(s => s.Text())])
            {
                Categories = [.. resource.Field("categories").Items().Select(c => c.Text())],
            });
        }

        return types;
    }
}
