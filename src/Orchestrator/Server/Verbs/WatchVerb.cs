using System.Globalization;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>
/// GET of a collection with <c>watch=true</c> (spec: api 9): what exists, when the client did not say from where, then every change
/// until the client goes, the time is up or the history ran out.
/// </summary>
internal sealed class WatchVerb(IObjectStore store, TableEvents tables, TimeProvider clock, Random random)
{
    private static readonly TimeSpan s_bookmarkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_shortestDefault = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    /// <summary>Answers with a stream of events.</summary>
    /// <param name="request">What to watch.</param>
    /// <param name="options">From where, and how long.</param>
    /// <param name="stopping">Ends the watch when the server stops.</param>
    public async Task WatchAsync(ResourceRequest request, ListOptions options, CancellationToken stopping)
    {
        var format = request.Format(list: false);
        var include = TableJson.Include(request.Query);
        ListRules.Check(options, watch: true);
        var filter = ObjectFilter.Parse(request.Definition, options.LabelSelector, options.FieldSelector);
        var since = ListRules.Revision(options);
        var lasts = options.TimeoutSeconds is > 0 and var seconds
            ? TimeSpan.FromSeconds(Math.Min(seconds, (long)s_longest.TotalSeconds))
            : s_shortestDefault * (1 + random.NextDouble());

        var response = request.Http.Response;
        response.ContentType = Answer.JsonType;
        response.Headers.CacheControl = "no-cache, private";
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, stopping);
        await response.StartAsync(ended.Token);
        await response.BodyWriter.FlushAsync(ended.Token);

        var writer = new WatchWriter(response.BodyWriter, request.Definition, format, include, tables, clock);
        var watched = new Watched(request, filter, writer, options.AllowWatchBookmarks ?? false, clock.GetUtcNow() + lasts);
        try
        {
            await RunAsync(watched, since, options.SendInitialEvents, ended);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Expired)
        {
            var status = ApiErrors.Expired($"too old resource version: {since ?? 0} ({store.Revision})").Status;
            await writer.ErrorAsync(status, request.Aborted);
            await writer.FlushAsync(request.Aborted);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client left or the server stops: a watch ends without a word.
        }
    }

    private async Task RunAsync(Watched watched, long? since, bool? sendInitialEvents, CancellationTokenSource ended)
    {
        var from = sendInitialEvents ?? since is null or 0
            ? await TellExistingAsync(watched, sendInitialEvents == true, ended.Token)
            : since ?? store.Revision;
        using var watch = store.Watch(watched.Request.Definition.StoredAs, watched.Request.Namespace, from);
        await FollowAsync(watched, watch, ended);
    }

    // Apart from the watch that follows, which may live long, so that the list does not live as long.
    private async Task<long> TellExistingAsync(Watched watched, bool endMarked, CancellationToken cancellationToken)
    {
        var list = store.List(watched.Request.Definition.StoredAs, watched.Request.Namespace);
        foreach (var existing in list.Items.Select(watched.Request.Definition.AsServed).Where(watched.Filter.Matches))
        {
            await watched.Writer.ChangeAsync("ADDED", existing, cancellationToken);
        }

        if (endMarked && watched.Bookmarks)
        {
            await watched.Writer.BookmarkAsync(list.Revision, initialEventsEnd: true, cancellationToken);
        }

        return list.Revision;
    }

    private async Task FollowAsync(Watched watched, IStoreWatch watch, CancellationTokenSource ended)
    {
        var nextBookmark = clock.GetUtcNow() + s_bookmarkInterval;
        var withdrawn = watched.Request.Definition.Withdrawn;
        Task<bool>? readable = null;
        Task? tick = null;
        try
        {
            while (true)
            {
                await DrainAsync(watched, watch, ended.Token);
                readable ??= watch.WaitToReadAsync(ended.Token).AsTask();
                var isLast = !watched.Bookmarks || nextBookmark >= watched.Deadline;
                tick ??= Task.Delay(Until(isLast ? watched.Deadline : nextBookmark), clock, ended.Token);
                await (withdrawn is null ? Task.WhenAny(readable, tick) : Task.WhenAny(readable, tick, withdrawn));
                if (withdrawn is { IsCompleted: true })
                {
                    await DrainAsync(watched, watch, ended.Token);
                    return;
                }

                if (readable.IsCompleted)
                {
                    if (!await readable)
                    {
                        return;
                    }

                    readable = null;
                }

                if (tick.IsCompleted)
                {
                    await tick;
                    tick = null;
                    if (watched.Bookmarks)
                    {
                        await watched.Writer.BookmarkAsync(watch.Revision, initialEventsEnd: false, ended.Token);
                        await watched.Writer.FlushAsync(ended.Token);
                    }

                    if (isLast)
                    {
                        return;
                    }

                    nextBookmark = clock.GetUtcNow() + s_bookmarkInterval;
                }
            }
        }
        finally
        {
            // Neither may outlive the watch it waits on.
            ended.Cancel();
            foreach (var waiting in new[] { readable, tick }.OfType<Task>())
            {
                await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private static async Task DrainAsync(Watched watched, IStoreWatch watch, CancellationToken cancellationToken)
    {
        while (watch.TryRead(out var change))
        {
            await TellAsync(watched, change, cancellationToken);
        }

        await watched.Writer.FlushAsync(cancellationToken);
    }

    // To a client with selectors an object that begins to match appears, and one that ceases to match disappears.
    private static ValueTask TellAsync(Watched watched, StoreChange change, CancellationToken cancellationToken)
    {
        var (filter, definition) = (watched.Filter, watched.Request.Definition);
        var previous = change.Previous is { } before ? definition.AsServed(before) : null;
        var current = definition.AsServed(change.Object);
        var was = previous is not null && filter.Matches(previous);
        var isNow = change.Type != StoreChangeType.Deleted && filter.Matches(current);
        return (was, isNow) switch
        {
            (true, true) => watched.Writer.ChangeAsync("MODIFIED", current, cancellationToken),
            (false, true) => watched.Writer.ChangeAsync("ADDED", current, cancellationToken),
            (true, false) when change.Type == StoreChangeType.Deleted => watched.Writer.ChangeAsync("DELETED", current, cancellationToken),
            (true, false) => watched.Writer.ChangeAsync("DELETED", AtRevision(previous!, current.Revision), cancellationToken),
            (false, false) => ValueTask.CompletedTask,
        };
    }

    private static StoredObject AtRevision(StoredObject stored, long revision)
    {
        var content = stored.ToJsonObject();
        content["metadata"]!["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(stored.Key, revision, JsonText.OfTree(content));
    }

    private TimeSpan Until(DateTimeOffset due) => clock.GetUtcNow() is var now && due > now ? due - now : TimeSpan.Zero;

    private sealed record Watched(ResourceRequest Request, ObjectFilter Filter, WatchWriter Writer, bool Bookmarks, DateTimeOffset Deadline);
}
