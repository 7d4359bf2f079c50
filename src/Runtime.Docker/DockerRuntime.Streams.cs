using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Engine.Wire;
using LocalPods.Runtime.Docker.Streams;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    public async Task<ExecResult> ExecAsync(ContainerId id, ImmutableArray<string> command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var doing = $"exec in container {id}";
        var output = new CapturedOutput();
        using var limit = timeout == Timeout.InfiniteTimeSpan ? new CancellationTokenSource() : new CancellationTokenSource(timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var execId = await _engine.CreateExecAsync(id.Value, new CreateExecBody { Cmd = command }, doing, either.Token);
            await using var connection = await _engine.StartExecAsync(execId, tty: false, doing, either.Token);
            await output.ReadAllAsync(new MultiplexedReader(connection.ReadAsync, raw: false, MultiplexedReader.SmallBuffer), either.Token);
            var code = await new ExecExit(_engine, execId, id).GetCodeAsync(either.Token);
            return new ExecResult.Exited(code) { Output = output.ToString(), ErrorOutput = output.Error };
        }
        catch (Exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ExecResult.TimedOut { Output = output.ToString(), ErrorOutput = output.Error };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && _engine.Translate(e, doing) is { } failure)
        {
            throw failure;
        }
    }

    public async Task<IContainerStream> OpenExecAsync(ContainerId id, ImmutableArray<string> command, StreamOptions options, CancellationToken cancellationToken)
    {
        var doing = $"exec in container {id}";
        var body = new CreateExecBody
        {
            Cmd = command,
            AttachStdin = options.Stdin,
            AttachStdout = options.Stdout || options.Tty,
            AttachStderr = options.Stderr && !options.Tty,
            Tty = options.Tty,
        };
        var execId = await _engine.CreateExecAsync(id.Value, body, doing, cancellationToken);
        var connection = await _engine.StartExecAsync(execId, options.Tty, doing, cancellationToken);
        var exit = new ExecExit(_engine, execId, id);
        var stream = new DockerContainerStream(
            _engine,
            connection,
            options.Tty,
            doing,
            (size, token) => _engine.ResizeExecAsync(execId, size, $"resize the terminal of an exec in container {id}", token),
            async token => await exit.GetCodeAsync(token));
        return await SizedAsync(stream, options, cancellationToken);
    }

    public async Task<IContainerStream> AttachAsync(ContainerId id, StreamOptions options, CancellationToken cancellationToken)
    {
        var doing = $"attach to container {id}";
        var seen = await _engine.FindContainerAsync(id.Value, doing, cancellationToken)
            ?? throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: no such container");
        if (!seen.State.Running)
        {
            throw new ContainerRuntimeException(RuntimeFailure.Conflict, $"{doing}: it is not running");
        }

        var connection = await _engine.AttachAsync(id.Value, options.Stdin, options.Stdout, options.Stderr, doing, cancellationToken);
        var stream = new DockerContainerStream(
            _engine,
            connection,
            seen.Config.Tty,
            doing,
            (size, token) => _engine.ResizeContainerAsync(id.Value, size, $"resize the terminal of container {id}", token),
            _ => Task.FromResult<int?>(null))
        {
            InputStaysOpen = seen.Config is { OpenStdin: true, StdinOnce: false },
        };
        return await SizedAsync(stream, options, cancellationToken);
    }

    private static async Task<IContainerStream> SizedAsync(DockerContainerStream stream, StreamOptions options, CancellationToken cancellationToken)
    {
        if (options is { Tty: true, Size: { } size })
        {
            try
            {
                await stream.ResizeAsync(size, cancellationToken);
            }
            catch (ContainerRuntimeException)
            {
                // The process may have ended already, or not begun: the size is a courtesy, its streams are what counts.
            }
        }

        return stream;
    }
}
