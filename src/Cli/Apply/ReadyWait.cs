using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Apply;

/// <summary><c>apply --wait</c>: watches each pod until it is ready, or cannot become so by itself, or the time is up.</summary>
internal sealed class ReadyWait(Invocation invocation, TimeSpan timeout)
{
    /// <summary>The wait when no timeout is given: a week.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(168);

    private readonly DateTimeOffset _deadline = invocation.Environment.Clock.GetUtcNow() + (timeout > TimeSpan.Zero ? timeout : s_longest);

    /// <summary>Waits for all of them, one after another.</summary>
    /// <param name="applied">What was applied, as the server has it.</param>
    /// <param name="tell">Writes a line about each one that is ready.</param>
    /// <returns>False when one of them is not ready.</returns>
    public bool Run(IEnumerable<(AppliedObject Item, JsonObject Object)> applied, bool tell)
    {
        var pods = applied.Where(a => a.Item.Type == ResourceCatalog.Pods).ToList();
        var ready = true;
        using var progress = PullProgress.Begin(invocation, pods.SelectMany(p => PullProgress.ImagesOf(p.Object)));
        foreach (var (item, pod) in pods)
        {
            var outlook = WaitFor(item, pod["metadata"]?["uid"]?.ToString() ?? "");
            ready &= outlook.Kind is PodOutlookKind.Ready or PodOutlookKind.Completed;
            progress.Aside(() => Tell(item, outlook, tell));
        }

        return ready;
    }

    private void Tell(AppliedObject item, PodOutlook outlook, bool tell)
    {
        switch (outlook.Kind)
        {
            case PodOutlookKind.Ready or PodOutlookKind.Completed when tell:
                invocation.Out.Write($"{item.PrintedName} {(outlook.Kind == PodOutlookKind.Ready ? "condition met" : "completed")}\n");
                invocation.Out.Flush();
                break;
            case PodOutlookKind.Hopeless:
                invocation.Error.WriteLine($"error: {item.PrintedName} will not be ready: {outlook.Why}");
                break;
            case PodOutlookKind.Open:
                invocation.Error.WriteLine($"error: timed out waiting for the condition on {item.Type.PrintedPlural}/{item.Name}");
                break;
        }
    }

    private PodOutlook WaitFor(AppliedObject item, string uid)
    {
        while (_deadline - invocation.Environment.Clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            if (Watch(item, uid, left) is { Kind: not PodOutlookKind.Open } decided)
            {
                return decided;
            }

            // The watch ended early: its time was up, or the daemon was restarted. Look again, unless it is gone.
            if (invocation.Api.FindObject(item.Type.Item(item.Namespace, item.Name))?["metadata"]?["uid"]?.ToString() != uid)
            {
                return Gone();
            }
        }

        return new PodOutlook(PodOutlookKind.Open);
    }

    private PodOutlook Watch(AppliedObject item, string uid, TimeSpan limit)
    {
        var path = UrlText.WithQuery(item.Type.Collection(item.Namespace), ("fieldSelector", $"metadata.name={item.Name}"), ("watch", "true"));
        try
        {
            using var stream = invocation.Api.Open(new ApiRequest("GET", path));
            using var alarm = invocation.Environment.Clock.CreateTimer(s => ((ApiStream)s!).Abort(), stream, limit, Timeout.InfiniteTimeSpan);
            foreach (var change in WatchStream.Read(stream.Body))
            {
                if (change.Type == "BOOKMARK")
                {
                    continue;
                }

                if (change.Type == "DELETED" || change.Object.Field("metadata").Text("uid") != uid)
                {
                    return Gone();
                }

                if (PodOutlook.Of(change.Object) is { Kind: not PodOutlookKind.Open } decided)
                {
                    return decided;
                }
            }
        }
        catch (ApiFailure failure) when (failure.Code == 410)
        {
            // Fell behind: look again.
        }
        catch (IOException)
        {
            // Cut by the alarm, or by the end of the daemon.
        }

        return new PodOutlook(PodOutlookKind.Open);
    }

    private static PodOutlook Gone() => new(PodOutlookKind.Hopeless, "it was deleted");
}
