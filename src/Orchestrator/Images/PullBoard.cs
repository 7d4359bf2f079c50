using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LocalPods.Orchestrator.Images;

/// <summary>Shows the pulls of a node to whoever looks: those under way, and for a moment those that ended. Any thread may use it.</summary>
public sealed class PullBoard(TimeProvider clock)
{
    /// <summary>How long an ended pull is shown, so that whoever looks now and then sees its end.</summary>
    public static readonly TimeSpan ShownAfterEnd = TimeSpan.FromSeconds(10);

    /// <summary>Watchers are told this often at most.</summary>
    public static readonly TimeSpan ToldEvery = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<ShownPull> _pulls = [];
    private readonly List<Channel<bool>> _watchers = [];

    /// <summary>All pulls, the oldest first.</summary>
    public ImmutableArray<PullState> Read()
    {
        lock (_gate)
        {
            Prune();
            return [.. _pulls.Select(p => p.Read())];
        }
    }

    /// <summary>All pulls as they are now, and again after changes.</summary>
    public async IAsyncEnumerable<ImmutableArray<PullState>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        lock (_gate)
        {
            _watchers.Add(changes);
        }

        try
        {
            while (true)
            {
                yield return Read();
                await Task.Delay(ToldEvery, clock, cancellationToken);
                await changes.Reader.ReadAsync(cancellationToken);
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(changes);
            }
        }
    }

    /// <summary>Puts a pull on the board.</summary>
    internal ShownPull Begin(string image)
    {
        lock (_gate)
        {
            Prune();
            var pull = new ShownPull(image, clock, _gate, Changed);
            _pulls.Add(pull);
            Changed();
            return pull;
        }
    }

    // Under the lock, as all that follows.
    private void Changed() => _watchers.ForEach(w => w.Writer.TryWrite(true));

    private void Prune() => _pulls.RemoveAll(p => p.EndedFor > ShownAfterEnd);
}
