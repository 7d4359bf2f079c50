using System.Runtime.CompilerServices;
using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    private static readonly TimeSpan FirstReconnect = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(5);

    // Not exec_*: probes would make a noise that says nothing of pods.
    private static readonly string[] WatchedActions =
        ["create", "start", "die", "destroy", "oom", "pause", "unpause", "rename", "update", "pull", "tag", "untag", "import", "load", "delete"];

    public async IAsyncEnumerable<RuntimeEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wait = FirstReconnect;
        var told = false;
        while (true)
        {
            var (stream, failure) = await TryOpenEventsAsync(cancellationToken);
            if (stream is not null)
            {
                _facts.Clear(); // what happened while nobody watched is not known
                _images.Clear();
                (wait, told) = (FirstReconnect, false);
                LogConnected(_logger, _engine.Address.ToString()!);
                yield return new RuntimeEvent.Connected();

                using (stream)
                {
                    await using var events = stream.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                    while ((failure = await TryMoveNextAsync(events)) is null)
                    {
                        if (Understand(events.Current) is { } what)
                        {
                            yield return what;
                        }
                    }
                }
            }

            if (!told)
            {
                told = true;
                LogDisconnected(_logger, failure!);
                yield return new RuntimeEvent.Disconnected(failure!);
            }

            await Task.Delay(wait, _clock, cancellationToken);
            wait = wait * 2 < LongestReconnect ? wait * 2 : LongestReconnect;
        }
    }

    private async Task<(EngineEventStream? Stream, string? Failure)> TryOpenEventsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _engine.OpenEventsAsync(["container", "image"], WatchedActions, container: null, cancellationToken), null);
        }
        catch (ContainerRuntimeException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Null when there is one more event, else why not.</summary>
    private static async Task<string?> TryMoveNextAsync(IAsyncEnumerator<EngineEvent> events)
    {
        try
        {
            await events.MoveNextAsync(); // never false: the stream ends by failing
            return null;
        }
        catch (ContainerRuntimeException e)
        {
            return e.Message;
        }
    }

    private RuntimeEvent? Understand(EngineEvent one)
    {
        if (one.Type == "image")
        {
            _images.Clear();
            return new RuntimeEvent.ImageChanged(one.Actor.Attribute("name") ?? one.Actor.Id);
        }

        if (one.Actor.Attribute(Labels.Instance) != _instance)
        {
            return null;
        }

        if (one.Action == "destroy")
        {
            _facts.Forget(one.Actor.Id);
        }
        else
        {
            if (one.Action == "oom")
            {
                _facts.NoteOom(one.Actor.Id);
            }

            _facts.Drop(one.Actor.Id);
        }

        return one.Actor.Attribute(Labels.PodUid) is { } uid ? new RuntimeEvent.PodChanged(uid) : null;
    }
}
