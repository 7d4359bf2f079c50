using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    private readonly List<Channel<RuntimeEvent>> _watchers = [];

    public async IAsyncEnumerable<RuntimeEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = Channel.CreateUnbounded<RuntimeEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_gate)
        {
            _watchers.Add(events);
            events.Writer.TryWrite(_down ? new RuntimeEvent.Disconnected("the engine is down") : new RuntimeEvent.Connected());
        }

        try
        {
            while (await events.Reader.WaitToReadAsync(cancellationToken))
            {
                while (events.Reader.TryRead(out var one))
                {
                    yield return one;
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(events);
            }
        }
    }

    private void TellPod(string podUid) => TellEach(new RuntimeEvent.PodChanged(podUid));

    /// <summary>Subject to <see cref="Faults"/>.</summary>
    private void TellEach(RuntimeEvent what)
    {
        if (_down)
        {
            return; // nobody is connected
        }

        foreach (var watcher in _watchers)
        {
            if (Faults.LostEvents > 0 && random.NextDouble() < Faults.LostEvents)
            {
                continue;
            }

            var copies = Faults.DoubledEvents > 0 && random.NextDouble() < Faults.DoubledEvents ? 2 : 1;
            for (var copy = 0; copy < copies; copy++)
            {
                Deliver(watcher, what);
            }
        }
    }

    private void Deliver(Channel<RuntimeEvent> watcher, RuntimeEvent what)
    {
        var delay = Faults.MaxEventDelay > TimeSpan.Zero ? Draw(Faults.MaxEventDelay) : TimeSpan.Zero;
        if (delay <= TimeSpan.Zero)
        {
            watcher.Writer.TryWrite(what);
            return;
        }

        ITimer? timer = null;
        timer = clock.CreateTimer(
            _ =>
            {
                watcher.Writer.TryWrite(what);
                timer?.Dispose();
            },
            null,
            delay,
            Timeout.InfiniteTimeSpan);
    }

    private void TellAll(RuntimeEvent what)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(what);
        }
    }
}
