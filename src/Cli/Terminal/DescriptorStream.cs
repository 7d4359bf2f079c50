using System.Runtime.InteropServices;

namespace LocalPods.Cli.Terminal;

/// <summary>
/// One of the process's standard streams, read and written by plain system calls. The console's own streams edit lines and set up
/// the terminal; a <see cref="FileStream"/> keeps an offset of its own, so two commands writing to one file would overwrite each
/// other. Blocks, asynchronous writes too; has no buffer; leaves the descriptor open when disposed.
/// </summary>
/// <param name="descriptor">0, 1 or 2.</param>
/// <param name="name">What failures call it: <c>stdout</c>.</param>
internal sealed class DescriptorStream(int descriptor, string name) : UnseekableStream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var count = TerminalCalls.Read(descriptor, buffer);
            if (count >= 0)
            {
                return count;
            }

            WaitOrThrow("read", TerminalCalls.PollIn);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="IOException">Its HResult is the system's error number: <see cref="TerminalCalls.Epipe"/> when the reader went away.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = TerminalCalls.Write(descriptor, buffer);
            if (count >= 0)
            {
                buffer = buffer[count..];
            }
            else
            {
                WaitOrThrow("write", TerminalCalls.PollOut);
            }
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Whoever shares the descriptor may have made it non-blocking.
    private void WaitOrThrow(string verb, short what)
    {
        switch (Marshal.GetLastPInvokeError())
        {
            case TerminalCalls.Eintr:
                return;
            case TerminalCalls.Eagain:
                TerminalCalls.Wait(descriptor, what);
                return;
            case var error:
                throw new IOException($"{verb} {name}: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }
}
