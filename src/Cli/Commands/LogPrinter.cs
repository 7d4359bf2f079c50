using System.Text;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>Prints logs: one after another, or all at once when they are followed.</summary>
internal sealed class LogPrinter(Invocation invocation, LogOptions options)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _writing = new();

    public int Run(IReadOnlyList<PodLog> logs)
    {
        invocation.Out.Flush();
        using var output = invocation.Environment.OpenOutput();
        if (!options.Follow || logs.Count <= 1)
        {
            foreach (var log in logs)
            {
                Tolerate(() => Print(log, output));
            }

            return ExitCode.Success;
        }

        // A thread a log: each spends its time waiting for bytes.
        Exception? first = null;
        var threads = logs.Select(log => new Thread(() =>
        {
            try
            {
                Tolerate(() => Print(log, output));
            }
            catch (Exception failure) when (failure is ApiFailure or IOException)
            {
                Interlocked.CompareExchange(ref first, failure, null);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return first is null ? ExitCode.Success : throw first;
    }

    private void Tolerate(Action print)
    {
        try
        {
            print();
        }
        catch (ApiFailure failure) when (options.IgnoreErrors)
        {
            invocation.Error.WriteLine($"error: {failure.Message}");
        }
    }

    private void Print(PodLog log, Stream output)
    {
        using var stream = Open(log);
        if (options.Prefix)
        {
            CopyLines(stream.Body, log.Prefix, output);
            return;
        }

        var buffer = new byte[32 * 1024];
        while (stream.Body.Read(buffer) is > 0 and var count)
        {
            lock (_writing)
            {
                output.Write(buffer, 0, count);
                output.Flush();
            }
        }
    }

    /// <summary>Opens a log. One that is to be followed may belong to a container that has not started yet: that is waited for.</summary>
    private ApiStream Open(PodLog log)
    {
        var clock = invocation.Environment.Clock;
        var deadline = clock.GetUtcNow() + options.StartLimit;
        while (true)
        {
            try
            {
                return invocation.Api.Open(new ApiRequest("GET", options.TargetOf(log)) { Accept = "text/plain, application/json" });
            }
            catch (ApiFailure failure) when (options.Follow && failure.Message.Contains("is waiting to start", StringComparison.Ordinal) && clock.GetUtcNow() < deadline)
            {
                invocation.Error.WriteLine($"error: {failure.Message}");
                Task.Delay(RetryInterval, clock).Wait();
            }
        }
    }

    private void CopyLines(Stream log, string prefix, Stream output)
    {
        var before = Encoding.UTF8.GetBytes(prefix);
        using var line = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (log.Read(buffer) is > 0 and var count)
        {
            foreach (var piece in buffer.AsSpan(0, count))
            {
                if (line.Length == 0)
                {
                    line.Write(before);
                }

                line.WriteByte(piece);
                if (piece == (byte)'\n')
                {
                    Flush(line, output);
                }
            }
        }

        Flush(line, output);
    }

    private void Flush(MemoryStream line, Stream output)
    {
        lock (_writing)
        {
            line.WriteTo(output);
            output.Flush();
        }

        line.SetLength(0);
    }
}
