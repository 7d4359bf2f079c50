using System.Text.Json.Nodes;

namespace LocalPods.Cli.Commands;

/// <summary>How an object stands to a <see cref="Wish"/>. Closed: the nested records are all the cases there are.</summary>
internal abstract record WishOutcome
{
    private WishOutcome()
    {
    }

    /// <param name="Object">As it is now; null when it is gone.</param>
    internal sealed record Met(JsonObject? Object) : WishOutcome;

    /// <param name="Why">For people, after the object's name.</param>
    internal sealed record Hopeless(string Why) : WishOutcome;
}
