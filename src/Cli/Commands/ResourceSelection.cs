using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>What a command line names: objects of a type, or all of it.</summary>
/// <param name="Type">The type.</param>
/// <param name="Names">The objects; empty for all that selectors leave.</param>
internal sealed record ResourceSelection(ResourceType Type, IReadOnlyList<string> Names)
{
    /// <summary>Null (all namespaces, or none) for types without namespaces.</summary>
    public string? NamespaceFor(string ns) => Type.Namespaced ? ns : null;

    /// <summary>
    /// Reads <c>TYPE</c>, <c>TYPE1,TYPE2</c>, <c>TYPE NAME…</c> and <c>TYPE/NAME…</c>. Consecutive objects of one type come
    /// together.
    /// </summary>
    /// <exception cref="CommandException">The words fit none of these, or name a type the server does not have.</exception>
    public static IReadOnlyList<ResourceSelection> Read(IReadOnlyList<string> words, Func<ApiClient> api)
    {
        if (words.Count == 0)
        {
            return [];
        }

        if (!words[0].Contains('/', StringComparison.Ordinal))
        {
            return ReadTypes(words, api);
        }

        var selections = new List<ResourceSelection>();
        foreach (var word in words)
        {
            var slash = word.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                throw CommandException.Error($"there is no need to specify a resource type as a separate argument when passing arguments in resource/name form: {word}");
            }

            var (typeName, name) = (word[..slash], word[(slash + 1)..]);
            if (typeName.Length == 0 || name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
            {
                throw CommandException.Error($"arguments in resource/name form must have a single resource and name: {word}");
            }

            var type = ResourceCatalog.Named(typeName, api);
            if (selections.Count > 0 && selections[^1].Type == type)
            {
                selections[^1] = new(type, [.. selections[^1].Names, name]);
            }
            else
            {
                selections.Add(new(type, [name]));
            }
        }

        return selections;
    }

    private static List<ResourceSelection> ReadTypes(IReadOnlyList<string> words, Func<ApiClient> api)
    {
        var names = new List<string>();
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].Contains('/', StringComparison.Ordinal))
            {
                throw CommandException.Error(
                    $"there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'localpods get resource/<resource_name>' instead of 'localpods get resource resource/<resource_name>'");
            }

            if (!names.Contains(words[i]))
            {
                names.Add(words[i]);
            }
        }

        var types = new List<ResourceSelection>();
        foreach (var word in words[0].Split(','))
        {
            if (word.Length > 0)
            {
                foreach (var type in ResourceCatalog.AllNamed(word, api))
                {
                    types.Add(new(type, names));
                }
            }
        }

        return types;
    }
}
