using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.JsonPaths;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>What <c>wait --for</c> waits for. Pure. Closed: the nested records are all the cases there are.</summary>
internal abstract record Wish
{
    private const string PathFormat = "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";

    private Wish()
    {
    }

    internal sealed record Created : Wish;

    internal sealed record Deleted : Wish;

    /// <param name="Type">Of the condition; any case.</param>
    /// <param name="Value">Of its status; any case.</param>
    internal sealed record Condition(string Type, string Value) : Wish;

    /// <param name="Template">A JSONPath template.</param>
    /// <param name="Value">Null for any value.</param>
    internal sealed record Path(string Template, string? Value) : Wish;

    /// <summary>Reads the values of <c>--for</c>.</summary>
    /// <param name="pieces">As the flag gives them: taken apart at commas.</param>
    /// <exception cref="CommandException">There is none, or one cannot be understood.</exception>
    public static IReadOnlyList<Wish> ReadAll(IReadOnlyList<string> pieces)
    {
        var whole = new List<string>();
        foreach (var piece in pieces)
        {
            if (whole.Count > 0 && !IsBeginning(piece))
            {
                whole[^1] += "," + piece;
            }
            else
            {
                whole.Add(piece);
            }
        }

        return whole.Count > 0 ? whole.ConvertAll(Read) : throw CommandException.Error("unrecognized condition: \"\"");
    }

    /// <summary>How the object stands to it.</summary>
    /// <param name="type">The object's type.</param>
    /// <param name="live">The object; null when it is gone.</param>
    /// <returns>Null when it may still come true.</returns>
    public WishOutcome? Outcome(ResourceType type, JsonObject? live)
    {
        if (live is null)
        {
            return this is Deleted ? new WishOutcome.Met(null) : this is Created ? null : new WishOutcome.Hopeless("was deleted");
        }

        var element = JsonElement.Parse(JsonBytes.Of(live));
        return IsMet(element) ? new WishOutcome.Met(live)
            : type == ResourceCatalog.Pods && Obstacle(element) is { } why ? new WishOutcome.Hopeless(why)
            : null;
    }

    private static bool IsBeginning(string text) =>
        text.StartsWith("condition=", StringComparison.Ordinal) || text.StartsWith("jsonpath=", StringComparison.Ordinal)
        || text.Equals("create", StringComparison.OrdinalIgnoreCase) || text.Equals("delete", StringComparison.OrdinalIgnoreCase);

    private static Wish Read(string text)
    {
        if (text.Equals("delete", StringComparison.OrdinalIgnoreCase))
        {
            return new Deleted();
        }

        if (text.Equals("create", StringComparison.OrdinalIgnoreCase))
        {
            return new Created();
        }

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return (equals < 0 ? "" : text[..equals]) switch
        {
            "condition" => ReadCondition(text[(equals + 1)..]),
            "jsonpath" => ReadPath(text[(equals + 1)..]),
            _ => throw CommandException.Error($"unrecognized condition: \"{text}\""),
        };
    }

    private static Condition ReadCondition(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? new(text[..at], text[(at + 1)..]) : new(text, "true");

    private static Path ReadPath(string text)
    {
        // A single '=' parts path and value; '==' belongs to a filter.
        var at = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 1 < text.Length && text[i + 1] == '=')
            {
                i++;
            }
            else if (text[i] == '=')
            {
                at = at < 0 ? i : throw CommandException.Error(PathFormat);
            }
        }

        var (path, value) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..].Trim('\'', '"'));
        return path.Length == 0 ? throw CommandException.Error("jsonpath expression cannot be empty")
            : value is { Length: 0 } ? throw CommandException.Error("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3")
            : new Path(path.StartsWith('{') ? path : "{" + (path.StartsWith('.') ? path : "." + path) + "}", value);
    }

    private bool IsMet(JsonElement live) => this switch
    {
        Created => true,
        Condition wanted => live.Field("status").Field("conditions").Items()
            .Where(c => c.Text("type").Equals(wanted.Type, StringComparison.OrdinalIgnoreCase))
            .Any(c => c.Text("status").Equals(wanted.Value, StringComparison.OrdinalIgnoreCase) && IsOfThisGeneration(live, c)),
        Path wanted => IsThere(live, wanted),
        _ => false,
    };

    private static bool IsOfThisGeneration(JsonElement live, JsonElement condition) =>
        live.Field("metadata").Field("generation").Number() is not { } generation
        || (condition.Field("observedGeneration").Number() ?? live.Field("status").Field("observedGeneration").Number()) is not { } seen
        || seen >= generation;

    private static bool IsThere(JsonElement live, Path wanted)
    {
        List<JsonElement> found;
        try
        {
            found = [.. JsonPathStep.Walk(live, JsonPathParser.Path(wanted.Template))];
        }
        catch (JsonPathException)
        {
            return false; // a part of the path is not there yet
        }

        return found switch
        {
            [] => false,
            [{ ValueKind: JsonValueKind.Object or JsonValueKind.Array }] when wanted.Value is not null =>
                throw CommandException.Error("jsonpath leads to a nested object or list which is not supported"),
            [var one] => wanted.Value is null || one.Text().Trim() == wanted.Value.Trim(),
            _ => throw CommandException.Error("given jsonpath expression matches more than one value"),
        };
    }

    /// <summary>Why the pod will not become so by itself.</summary>
    private string? Obstacle(JsonElement pod)
    {
        if (this is Path { Template: "{.status.phase}", Value: not null })
        {
            return pod.Field("status").Text("phase") is ("Succeeded" or "Failed") and var phase ? $"will not change any more: its phase is {phase}" : null;
        }

        return this is Condition wanted
            && wanted.Value.Equals("true", StringComparison.OrdinalIgnoreCase)
            && (wanted.Type.Equals("Ready", StringComparison.OrdinalIgnoreCase) || wanted.Type.Equals("ContainersReady", StringComparison.OrdinalIgnoreCase))
                ? PodOutlook.Of(pod) switch
                {
                    { Kind: PodOutlookKind.Hopeless } outlook => $"will not be ready: {outlook.Why}",
                    { Kind: PodOutlookKind.Completed } => "will not be ready: it has completed",
                    _ => null,
                }
                : null;
    }
}
