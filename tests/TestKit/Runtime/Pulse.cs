using System.Threading.Channels;

namespace LocalPods.TestKit;

/// <summary>
/// Wakes all who wait for something to change; a wake that comes between two waits is kept. Built on channels because
/// their readers go on in the context they wait in, which a simulation needs.
/// </summary>
internal sealed class Pulse
{
    private readonly List<Channel<bool>> _listeners = [];

    public Listener Listen()
    {
        var channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        lock (_listeners)
        {
            _listeners.Add(channel);
        }

        return new Listener(this, channel);
    }

    public void Beat()
    {
        lock (_listeners)
        {
            foreach (var listener in _listeners)
            {
                listener.Writer.TryWrite(true);
            }
        }
    }

    internal sealed class Listener(Pulse pulse, Channel<bool> channel) : IDisposable
    {
        public async ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            await channel.Reader.WaitToReadAsync(cancellationToken);
            channel.Reader.TryRead(out _);
        }

        public void Dispose()
        {
            lock (pulse._listeners)
            {
                pulse._listeners.Remove(channel);
            }
        }
    }
}
