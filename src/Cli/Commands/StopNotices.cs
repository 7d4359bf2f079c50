using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>
/// While somebody waits for pods of a namespace to be gone, tells on stderr why one takes long: what the daemon says in its
/// <c>SlowStop</c> events. Quick deletions cost no request.
/// </summary>
internal sealed class StopNotices : IDisposable
{
    /// <summary>Before this no pod is slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private readonly Invocation _invocation;
    private readonly IReadOnlyDictionary<string, string> _names;
    private readonly string _path;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private ApiStream? _stream;
    private bool _listens;
    private bool _over;

    /// <param name="invocation">Of the command that waits.</param>
    /// <param name="ns">Of the pods.</param>
    /// <param name="names">Names of the pods by uid.</param>
    public StopNotices(Invocation invocation, string ns, IReadOnlyDictionary<string, string> names)
    {
        (_invocation, _names) = (invocation, names);
        _path = UrlText.WithQuery(ResourceCatalog.Events.Collection(ns), ("fieldSelector", "involvedObject.kind=Pod,reason=SlowStop"));
        _timer = invocation.Environment.Clock.CreateTimer(_ => Listen(), null, Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stops listening and tells what came last; the pods are gone, their events are not.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        bool listens;
        lock (_gate)
        {
            _over = true;
            listens = _listens;
            _stream?.Abort();
        }

        if (!listens)
        {
            return;
        }

        try
        {
            foreach (var note in JsonElement.Parse(_invocation.Api.Get(_path)).Field("items").Items())
            {
                Tell(note);
            }
        }
        catch (Exception e) when (e is ApiFailure or IOException)
        {
            // The deletion is done; why it took long remains untold.
        }
    }

    // On a thread of its own: the command itself waits for the pods.
    private void Listen()
    {
        try
        {
            using var stream = _invocation.Api.Open(new ApiRequest("GET", _path + "&watch=true"));
            lock (_gate)
            {
                if (_over)
                {
                    return;
                }

                (_stream, _listens) = (stream, true);
            }

            foreach (var change in WatchStream.Read(stream.Body))
            {
                if (change.Type is "ADDED" or "MODIFIED")
                {
                    Tell(change.Object);
                }
            }
        }
        catch (Exception e) when (e is ApiFailure or IOException or ObjectDisposedException)
        {
            // Cut at the end of the wait, or by the end of the daemon, which the command itself notices.
        }
        finally
        {
            lock (_gate)
            {
                _stream = null;
            }
        }
    }

    private void Tell(JsonElement note)
    {
        var message = note.Text("message");
        if (message.Length == 0 || !_names.TryGetValue(note.Field("involvedObject").Text("uid"), out var name))
        {
            return;
        }

        lock (_gate)
        {
            if (_told.Add($"{name}\n{message}"))
            {
                _invocation.Error.WriteLine($"pod/{name}: {Terminal.SafeText.Escape(char.ToLowerInvariant(message[0]) + message[1..])}");
            }
        }
    }
}
