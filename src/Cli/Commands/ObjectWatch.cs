using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>Follows one object until something is decided about it or the time is up. A watch that ends early is begun anew.</summary>
/// <param name="invocation">The command.</param>
/// <param name="type">The object's type.</param>
/// <param name="ns">Its namespace; null for types without.</param>
/// <param name="name">Its name.</param>
/// <param name="deadline">When to give up.</param>
internal sealed class ObjectWatch(Invocation invocation, ResourceType type, string? ns, string name, DateTimeOffset deadline)
{
    /// <summary>Asks about the object as it is, then after every change.</summary>
    /// <param name="decide">Given the object, or null when there is none; null goes on waiting.</param>
    /// <returns>What was decided; null when the time was up first.</returns>
    public T? Until<T>(Func<JsonElement?, T?> decide)
        where T : class
    {
        do
        {
            JsonElement? live = Find();
            if (decide(live) is { } decided)
            {
                return decided;
            }

            if (Left > TimeSpan.Zero && Watch(live?.Field("metadata").Text("resourceVersion"), decide) is { } later)
            {
                return later;
            }
        }
        while (Left > TimeSpan.Zero);
        return null;
    }

    private TimeSpan Left => deadline - invocation.Environment.Clock.GetUtcNow();

    private JsonElement? Find()
    {
        try
        {
            return JsonElement.Parse(invocation.Api.Get(type.Item(ns, name)));
        }
        catch (ApiFailure failure) when (failure.IsNotFound)
        {
            return null;
        }
    }

    private T? Watch<T>(string? version, Func<JsonElement?, T?> decide)
        where T : class
    {
        var path = UrlText.WithQuery(type.Collection(ns), ("fieldSelector", $"metadata.name={name}"), ("resourceVersion", version), ("watch", "true"));
        try
        {
            using var stream = invocation.Api.Open(new ApiRequest("GET", path));
            using var alarm = invocation.Environment.Clock.CreateTimer(s => ((ApiStream)s!).Abort(), stream, Left, Timeout.InfiniteTimeSpan);
            foreach (var change in WatchStream.Read(stream.Body))
            {
                if (change.Type != "BOOKMARK" && decide(change.Type == "DELETED" ? null : change.Object) is { } decided)
                {
                    return decided;
                }
            }
        }
        catch (ApiFailure failure) when (failure.Code == 410)
        {
            // The history back to that version is not kept any more: look again.
        }
        catch (IOException)
        {
            // Cut by the alarm, or by the end of the server: look again.
        }

        return null;
    }
}
