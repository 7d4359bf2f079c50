using System.Text.Json.Nodes;
using LocalPods.Api.Selectors;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Apply;

/// <summary>Which objects of manifests a selector leaves.</summary>
internal sealed class LabelSelection
{
    private readonly LabelMatcher _matcher;

    private LabelSelection(LabelMatcher matcher) => _matcher = matcher;

    /// <param name="text">The value of <c>-l</c>; empty leaves all.</param>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static LabelSelection Read(string text)
    {
        try
        {
            return new LabelSelection(LabelMatcher.Parse(text));
        }
        catch (SelectorException fault)
        {
            throw CommandException.Error(fault.Message);
        }
    }

    public bool Matches(JsonNode manifest) =>
        _matcher.Matches((manifest["metadata"]?["labels"] as JsonObject ?? []).ToDictionary(l => l.Key, l => l.Value?.ToString() ?? ""));
}
