using System.Globalization;
using System.Text;
using LocalPods.Runtime.Docker.Engine.Wire;
using LocalPods.Runtime.Docker.Pause;
using LocalPods.Runtime.Docker.Streams;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    private const int LongestWords = 1024;
    private const int ConnectionRefused = 111; // as Linux numbers it: the program that connects runs there

    public async Task<DuplexStream> ConnectAsync(SandboxId id, int port, CancellationToken cancellationToken)
    {
        var doing = $"connect to port {port} in sandbox {id}";
        var body = new CreateExecBody { Cmd = [PauseImage.Forward, port.ToString(CultureInfo.InvariantCulture)], AttachStdin = true, AttachStderr = false };
        var execId = await _engine.CreateExecAsync(id.Value, body, doing, cancellationToken);
        var stream = new ForwardStream(await _engine.StartExecAsync(execId, tty: false, doing, cancellationToken));
        try
        {
            var first = new byte[1];
            if (await stream.ReadAsync(first, cancellationToken) == 1 && first[0] == 0)
            {
                return stream;
            }

            // The program says no more than its number; where the engine could not run it, these are its words.
            var words = new byte[LongestWords];
            var count = await stream.ReadAtLeastAsync(words, words.Length, throwOnEndOfStream: false, cancellationToken);
            throw count > 0
                ? new ContainerRuntimeException(RuntimeFailure.Unavailable, $"{doing}: {Encoding.UTF8.GetString([.. first, .. words.AsSpan(0, count)]).Trim()}")
                : new ContainerRuntimeException(
                    RuntimeFailure.Refused,
                    $"dial tcp4 127.0.0.1:{port}: connect: {(first[0] == ConnectionRefused ? "connection refused" : $"error {first[0]}")}");
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            if (!cancellationToken.IsCancellationRequested && _engine.Translate(e, doing) is { } failure)
            {
                throw failure;
            }

            throw;
        }
    }
}
