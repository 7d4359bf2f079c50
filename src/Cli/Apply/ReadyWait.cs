using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Apply;

/// <summary><c>apply --wait</c>: watches all pods at once until they are ready, or one cannot become so by itself, or the time is up.</summary>
internal sealed class ReadyWait(Invocation invocation, TimeSpan timeout)
{
    /// <summary>The wait when no timeout is given: a week.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(168);

    private readonly DateTimeOffset _deadline = invocation.Environment.Clock.GetUtcNow() + (timeout > TimeSpan.Zero ? timeout : s_longest);
    private readonly List<(AppliedObject Item, string Uid)> _open = [];
    private bool _failed;

    /// <summary>Waits for all of them.</summary>
    /// <param name="applied">What was applied, as the server has it.</param>
    /// <param name="tell">Writes a line about each one that is ready.</param>
    /// <returns>False when one of them is not ready.</returns>
    public bool Run(IEnumerable<(AppliedObject Item, JsonObject Object)> applied, bool tell)
    {
        var pods = applied.Where(a => a.Item.Type == ResourceCatalog.Pods).ToList();
        using var progress = PullProgress.Begin(invocation, pods.SelectMany(p => PullProgress.ImagesOf(p.Object)));
        _open.AddRange(pods.Select(p => (p.Item, p.Object["metadata"]?["uid"]?.ToString() ?? "")));
        while (_open.Count > 0 && !_failed)
        {
            if (_deadline - invocation.Environment.Clock.GetUtcNow() is var left && left > TimeSpan.Zero)
            {
                Watch(left, Report);
            }
            else
            {
                _open.ToList().ForEach(pod => Report(pod, new PodOutlook(PodOutlookKind.Open)));
                _failed = true;
            }
        }

        return !_failed;

        void Report((AppliedObject Item, string Uid) pod, PodOutlook outlook)
        {
            _open.Remove(pod);
            _failed |= outlook.Kind == PodOutlookKind.Hopeless;
            progress.Aside(() => Tell(pod.Item, outlook, tell));
        }
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

    // Until nothing is left to wait for, or the watch ends early: its time was up, or the daemon was restarted.
    private void Watch(TimeSpan limit, Action<(AppliedObject Item, string Uid), PodOutlook> report)
    {
        try
        {
            using var stream = invocation.Api.Open(new ApiRequest("GET", WatchPath()));
            using var alarm = invocation.Environment.Clock.CreateTimer(s => ((ApiStream)s!).Abort(), stream, limit, Timeout.InfiniteTimeSpan);
            foreach (var change in WatchStream.Read(stream.Body).Where(c => c.Type != "BOOKMARK"))
            {
                var metadata = change.Object.Field("metadata");
                var pod = _open.Find(p => p.Item.Name == metadata.Text("name") && p.Item.Namespace == metadata.Text("namespace"));
                if (pod.Item is not null && OutlookOf(pod.Uid, change) is { Kind: not PodOutlookKind.Open } decided)
                {
                    report(pod, decided);
                }

                if (_open.Count == 0 || _failed)
                {
                    return;
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

        foreach (var pod in _open.Where(p => invocation.Api.FindObject(p.Item.Type.Item(p.Item.Namespace, p.Item.Name))?["metadata"]?["uid"]?.ToString() != p.Uid).ToList())
        {
            report(pod, Gone());
        }
    }

    // As little as holds them all.
    private string WatchPath() => _open switch
    {
        [var (only, _)] => UrlText.WithQuery(only.Type.Collection(only.Namespace), ("fieldSelector", $"metadata.name={only.Name}"), ("watch", "true")),
        [var (first, _), ..] => UrlText.WithQuery(
            first.Type.Collection(_open.TrueForAll(p => p.Item.Namespace == first.Namespace) ? first.Namespace : null), ("watch", "true")),
        [] => throw new System.Diagnostics.UnreachableException(),
    };

    private static PodOutlook OutlookOf(string uid, WatchEvent change) =>
        change.Type == "DELETED" || change.Object.Field("metadata").Text("uid") != uid ? Gone() : PodOutlook.Of(change.Object);

    private static PodOutlook Gone() => new(PodOutlookKind.Hopeless, "it was deleted");
}
