using System.Runtime.CompilerServices;
using System.Text;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    private const int KilledExitCode = 137;
    private int _execs;

    /// <summary>Commands run inside containers so far, captured and streamed.</summary>
    public int Execs => Volatile.Read(ref _execs);

    public async Task<ExecResult> ExecAsync(ContainerId id, ImmutableArray<string> command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var asked = NoteExec(id, command);
        try
        {
            var result = await ExecuteAsync(id, command, timeout, cancellationToken);
            asked.ExitCode = result is ExecResult.Exited exited ? exited.ExitCode : null;
            return result;
        }
        catch (OperationCanceledException)
        {
            asked.GivenUp = true;
            throw;
        }
        finally
        {
            asked.EndedAt = clock.GetUtcNow();
        }
    }

    private RuntimeExec NoteExec(ContainerId id, ImmutableArray<string> command)
    {
        lock (_gate)
        {
            var container = Find(id.Value);
            var asked = new RuntimeExec(container?.Pod.Uid ?? "", container?.Name ?? "", id.Value, container?.SandboxId ?? "", command, clock.GetUtcNow());
            Journal.Execs.Add(asked);
            return asked;
        }
    }

    private async Task<ExecResult> ExecuteAsync(ContainerId id, ImmutableArray<string> command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var doing = $"exec in container {id}";
        await RequestAsync(doing, cancellationToken);
        var (container, outcome) = Execute(id, command, doing);
        var timesOut = timeout != Timeout.InfiniteTimeSpan && outcome.Takes > timeout;
        var wait = timesOut ? timeout : outcome.Takes;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }

        if (timesOut)
        {
            return new ExecResult.TimedOut { Output = "" };
        }

        await ReplyAsync(doing, cancellationToken);
        return IsRunning(container)
            ? new ExecResult.Exited(outcome.ExitCode) { Output = outcome.Output + outcome.ErrorOutput, ErrorOutput = outcome.ErrorOutput }
            : new ExecResult.Exited(KilledExitCode) { Output = "" };
    }

    public async Task<IContainerStream> OpenExecAsync(ContainerId id, ImmutableArray<string> command, StreamOptions options, CancellationToken cancellationToken)
    {
        var doing = $"exec in container {id}";
        await RequestAsync(doing, cancellationToken);
        var (container, outcome) = Execute(id, command, doing);
        await ReplyAsync(doing, cancellationToken);
        if (outcome.Zeros > 0)
        {
            return new FakeZeros(outcome);
        }

        var stream = new FakeContainerStream(options, outcome.EchoesStdin, onInput: null);
        if (!outcome.EchoesStdin)
        {
            lock (_gate)
            {
                container.Later(clock, outcome.Takes, () => stream.End(outcome.Output, outcome.ErrorOutput, outcome.ExitCode));
            }
        }

        return stream;
    }

    public async Task<IContainerStream> AttachAsync(ContainerId id, StreamOptions options, CancellationToken cancellationToken)
    {
        var doing = $"attach to container {id}";
        await RequestAsync(doing, cancellationToken);
        var container = Required(id, doing);
        if (!IsRunning(container))
        {
            throw NotRunning(doing);
        }

        await ReplyAsync(doing, cancellationToken);
        return new FakeAttachStream(this, container, options);
    }

    public async IAsyncEnumerable<LogEntry> ReadLogsAsync(ContainerId id, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var doing = $"read the log of container {id}";
        await RequestAsync(doing, cancellationToken);
        var container = Required(id, doing);
        using var listener = container.Changed.Listen();
        var next = 0;
        lock (_gate)
        {
            next = options.Tail is { } tail ? (int)Math.Max(0, container.Log.Count - tail) : 0;
        }

        while (true)
        {
            bool goesOn;
            LogEntry[] ready;
            lock (_gate)
            {
                ready = [.. container.Log.Skip(next)];
                goesOn = options.Follow && !container.Removed && container.FinishedAt is null;
            }

            next += ready.Length;
            foreach (var entry in ready)
            {
                if (options.Since is not { } since || entry.Timestamp >= since)
                {
                    yield return entry;
                }
            }

            if (!goesOn)
            {
                yield break;
            }

            await listener.WaitAsync(cancellationToken);
        }
    }

    private static ContainerRuntimeException NotRunning(string doing) =>
        new(RuntimeFailure.Conflict, $"{doing}: it is not running");

    private (FakeContainer Container, ExecOutcome Outcome) Execute(ContainerId id, ImmutableArray<string> command, string doing)
    {
        lock (_gate)
        {
            var container = Required(id, doing);
            if (!container.IsRunning)
            {
                throw NotRunning(doing);
            }

            _execs++;
            var request = new ExecRequest(container.ToContainerStatus(), command, clock.GetUtcNow());
            return (container, container.Behaviour.Executes?.Invoke(request) ?? new ExecOutcome(0));
        }
    }

    private void Typed(FakeContainer container, ReadOnlyMemory<byte> data)
    {
        lock (_gate)
        {
            if (container.IsRunning && container.Behaviour.EchoesStdin)
            {
                container.Print(clock.GetUtcNow(), Encoding.UTF8.GetString(data.Span), isError: false);
            }
        }
    }

    private void TypedEnd(FakeContainer container)
    {
        if (container.Behaviour.EchoesStdin && container.Config!.StdinOnce)
        {
            Exit(container, 0);
        }
    }

    /// <summary>Zeros as fast as they are read.</summary>
    private sealed class FakeZeros(ExecOutcome outcome) : IContainerStream
    {
        private long _left = outcome.Zeros;

        public ValueTask WriteStdinAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask CloseStdinAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<(StandardStream Source, int Count)> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var count = (int)Math.Min(_left, buffer.Length);
            buffer.Span[..count].Clear();
            _left -= count;
            return ValueTask.FromResult((StandardStream.Stdout, count));
        }

        public Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<int?> GetExitCodeAsync(CancellationToken cancellationToken) => Task.FromResult<int?>(outcome.ExitCode);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Shows what the container prints from now on, and passes on what is typed.</summary>
    private sealed class FakeAttachStream(FakeContainerRuntime runtime, FakeContainer container, StreamOptions options) : IContainerStream
    {
        private readonly Pulse.Listener _listener = container.Changed.Listen();
        private int _next = container.Log.Count;
        private ReadOnlyMemory<byte> _rest;
        private StandardStream _source;

        public ValueTask WriteStdinAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            if (options.Stdin)
            {
                runtime.Typed(container, data);
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask CloseStdinAsync(CancellationToken cancellationToken)
        {
            runtime.TypedEnd(container);
            return ValueTask.CompletedTask;
        }

        public async ValueTask<(StandardStream Source, int Count)> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            while (_rest.IsEmpty)
            {
                bool ended;
                lock (runtime._gate)
                {
                    ended = !container.IsRunning;
                    if (_next < container.Log.Count)
                    {
                        (_source, _rest) = (container.Log[_next].Source, container.Log[_next].Content);
                        _next++;
                        continue;
                    }
                }

                if (ended)
                {
                    return (StandardStream.Stdout, 0);
                }

                await _listener.WaitAsync(cancellationToken);
            }

            var count = Math.Min(buffer.Length, _rest.Length);
            _rest[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return (_source, count);
        }

        public Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<int?> GetExitCodeAsync(CancellationToken cancellationToken) => Task.FromResult<int?>(null);

        public ValueTask DisposeAsync()
        {
            _listener.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
