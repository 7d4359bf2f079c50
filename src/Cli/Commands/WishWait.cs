using System.Text.Json.Nodes;

namespace LocalPods.Cli.Commands;

/// <summary>Waits until a <see cref="Wish"/> about an object has come true or cannot any more.</summary>
internal sealed class WishWait(Invocation invocation, TargetObject target, DateTimeOffset deadline)
{
    /// <returns>Null when the time was up first.</returns>
    public WishOutcome? Run(Wish wish)
    {
        var uid = target.Live["metadata"]?["uid"]?.ToString();
        return wish.Outcome(target.Type, target.Live)
            ?? new ObjectWatch(invocation, target.Type, target.Namespace, target.Name, deadline).Until(live =>
            {
                var now = live is { } there ? JsonObject.Create(there) : null;

                // Another object of the name is not the one that was asked about: that one is gone.
                return wish.Outcome(target.Type, wish is Wish.Deleted && now?["metadata"]?["uid"]?.ToString() != uid ? null : now);
            });
    }
}
