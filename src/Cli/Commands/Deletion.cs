using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>
/// Deletes objects and waits until they are gone:
/// <list type="number">
/// <item>every object is asked for, and told of as soon as the server agreed;</item>
/// <item>then each that is still there is watched from the version its deletion left, until it is deleted or replaced; of pods that take
/// long the daemon's reasons are told meanwhile.</item>
/// </list>
/// </summary>
internal sealed class Deletion(Invocation invocation, DeleteOptions options)
{
    public int Run(IReadOnlyList<DeleteTarget> targets)
    {
        if (targets.Count == 0)
        {
            invocation.Out.Write("No resources found\n");
            return ExitCode.Success;
        }

        var failed = false;
        var pending = new List<(DeleteTarget Target, string Uid, string Version)>();
        foreach (var target in targets)
        {
            try
            {
                if (Delete(target) is { } left)
                {
                    pending.Add((target, left.Uid, left.Version));
                }
            }
            catch (ApiFailure failure) when (failure.IsNotFound && options.IgnoreNotFound)
            {
                // What the user wants is so already.
            }
            catch (ApiFailure failure)
            {
                invocation.Out.Flush();
                invocation.Error.Write(failure.Explanation);
                failed = true;
            }
        }

        invocation.Out.Flush();
        if (options.Wait && options.DryRun == DryRun.None)
        {
            var deadline = invocation.Environment.Clock.GetUtcNow() + options.Timeout;
            var notices = Notices(pending);
            try
            {
                foreach (var (target, uid, version) in pending)
                {
                    failed |= !WaitUntilGone(target, uid, version, deadline);
                }
            }
            finally
            {
                notices.ForEach(n => n.Dispose());
            }
        }

        return failed ? ExitCode.Failure : ExitCode.Success;
    }

    private List<StopNotices> Notices(List<(DeleteTarget Target, string Uid, string Version)> pending) => pending
        .Where(p => p.Target.Type == ResourceCatalog.Pods)
        .GroupBy(p => p.Target.Namespace ?? "")
        .Select(g => new StopNotices(invocation, g.Key, g.DistinctBy(p => p.Uid).ToDictionary(p => p.Uid, p => p.Target.Name)))
        .ToList();

    /// <summary>Asks for the deletion. Null when the object is gone; else what it is while it ends.</summary>
    private (string Uid, string Version)? Delete(DeleteTarget target)
    {
        var answer = options.DryRun == DryRun.Client
            ? invocation.Api.Get(target.Path)
            : invocation.Api.Send(new ApiRequest("DELETE", target.Path) { Body = options.ToBody() });
        Tell(target);
        using var document = JsonDocument.Parse(answer);
        var root = document.RootElement;
        return root.Text("kind") == "Status" || options.ForceZero
            ? null
            : (root.Field("metadata").Text("uid"), root.Field("metadata").Text("resourceVersion"));
    }

    private void Tell(DeleteTarget target)
    {
        if (options.NamesOnly)
        {
            invocation.Out.Write($"{target.Type.PrintedName}/{target.Name}\n");
            return;
        }

        var how = options.GracePeriod == 0 ? "force deleted" : "deleted";
        var where = target.Namespace is { } ns ? $" from {ns} namespace" : "";
        invocation.Out.Write($"{target.Type.PrintedName} \"{target.Name}\" {how}{where}{options.DryRun.Note()}\n");
    }

    private bool WaitUntilGone(DeleteTarget target, string uid, string version, DateTimeOffset deadline)
    {
        while (true)
        {
            var left = deadline - invocation.Environment.Clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                invocation.Error.WriteLine($"error: timed out waiting for the condition on {target.Type.PrintedPlural}/{target.Name}");
                return false;
            }

            if (Watch(target, uid, version, left))
            {
                return true;
            }

            // The watch ended early: its history was gone, its time was up, or the daemon was restarted. Look again.
            if (Find(target, uid) is not { } current)
            {
                return true;
            }

            version = current;
        }
    }

    /// <summary>Watches one object; true once it is gone or another one has its name.</summary>
    private bool Watch(DeleteTarget target, string uid, string version, TimeSpan limit)
    {
        var path = UrlText.WithQuery(
            target.Type.Collection(target.Namespace), ("fieldSelector", $"metadata.name={target.Name}"), ("resourceVersion", version), ("watch", "true"));
        try
        {
            using var stream = invocation.Api.Open(new ApiRequest("GET", path));
            using var alarm = invocation.Environment.Clock.CreateTimer(s => ((ApiStream)s!).Abort(), stream, limit, Timeout.InfiniteTimeSpan);
            foreach (var change in WatchStream.Read(stream.Body))
            {
                var changed = change.Object.Field("metadata").Text("uid");
                if (change.Type == "DELETED" || (change.Type != "BOOKMARK" && changed != uid))
                {
                    return true;
                }
            }
        }
        catch (ApiFailure failure) when (failure.Code == 410)
        {
            // The history back to that version is not kept any more.
        }
        catch (IOException)
        {
            // Cut by the alarm, or by the end of the daemon.
        }

        return false;
    }

    /// <summary>The version of the object if it is still there.</summary>
    private string? Find(DeleteTarget target, string uid)
    {
        var live = invocation.Api.FindObject(target.Path)?["metadata"];
        return live is not null && live["uid"]?.ToString() == uid ? live["resourceVersion"]?.ToString() : null;
    }
}
