using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Channels;
using LocalPods.Api.History;
using LocalPods.Orchestrator.Probes;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.History;

/// <summary>
/// The records of all pods of the node. What is noted is in memory at once and in the pod's file soon after, written in
/// batches beside everybody's way; nothing runs when nothing happens. Attempts of probes are written with whatever else
/// happens to their pod, when many have gathered, and when the daemon stops.
/// </summary>
/// <remarks>A daemon that is killed loses the last moments of a record, and sees on the engine most of what it lost.</remarks>
internal sealed partial class PodRecords(IRecordFiles files, TimeProvider clock, ILogger<PodRecords> logger)
{
    /// <summary>How long news wait for more before they are written.</summary>
    public static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(250);

    /// <summary>A file may hold so many lines more than twice what is kept.</summary>
    private const int SpareLines = 200;

    private readonly ConcurrentDictionary<string, PodRecord> _records = new(StringComparer.Ordinal);
    private readonly HashSet<PodRecord> _news = [];
    private readonly Lock _gate = new();

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private bool _failing;

    /// <summary>The record of a pod, taken up from its file or begun.</summary>
    public PodRecord Of(string podUid) => _records.GetOrAdd(podUid, Open);

    /// <summary>Null for a pod that the node does not know, or no longer.</summary>
    public PodRecord? Find(string podUid) => _records.GetValueOrDefault(podUid);

    public void Ran(ProbeRun run) => Find(run.Pod.Uid)?.Ran(run);

    /// <summary>Stops writing of a pod; once this returns its file can be removed.</summary>
    public void Forget(string podUid)
    {
        if (_records.TryRemove(podUid, out var record))
        {
            lock (record.FileGate)
            {
                record.Forgotten = true;
            }
        }
    }

    /// <summary>Writes for as long as the daemon lives, and then what is still unwritten.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (await _wakes.Reader.WaitToReadAsync(stopping))
            {
                await Task.Delay(GatherFor, clock, stopping);
                _wakes.Reader.TryRead(out _); // take the wake before looking: a later one must cause another look
                WriteNews();
            }
        }
        finally
        {
            foreach (var record in _records.Values)
            {
                Write(record);
            }
        }
    }

    private PodRecord Open(string podUid)
    {
        var record = new PodRecord(podUid, clock, HasNews);
        try
        {
            if (files.Read(podUid) is { Length: > 0 } text)
            {
                record.MustRewrite = text[^1] != (byte)'\n';
                record.Load(Lines(text, record));
                record.Note(HistoryKind.DaemonStarted);
                return record;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, e, podUid);
        }

        record.Note(HistoryKind.PodSeen);
        return record;
    }

    private static List<HistoryEntry> Lines(byte[] text, PodRecord record)
    {
        var entries = new List<HistoryEntry>();
        foreach (var line in text.AsSpan().Split((byte)'\n'))
        {
            if (HistoryJson.ReadEntry(text.AsSpan(line)) is { } entry)
            {
                entries.Add(entry);
            }
        }

        record.LinesInFile = entries.Count;
        return entries;
    }

    private void HasNews(PodRecord record)
    {
        lock (_gate)
        {
            _news.Add(record);
        }

        _wakes.Writer.TryWrite(true);
    }

    private void WriteNews()
    {
        PodRecord[] news;
        lock (_gate)
        {
            news = [.. _news];
            _news.Clear();
        }

        Array.ForEach(news, Write);
    }

    private void Write(PodRecord record)
    {
        lock (record.FileGate)
        {
            if (record.Forgotten)
            {
                return;
            }

            try
            {
                WriteOnce(record);
                _failing = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                record.MustRewrite = true; // perhaps half a line was written
                if (!_failing)
                {
                    LogUnwritten(logger, e, record.PodUid);
                }

                _failing = true;
            }
        }
    }

    private void WriteOnce(PodRecord record)
    {
        var unwritten = record.MustRewrite ? [] : record.TakeUnwritten();
        if (!record.MustRewrite && unwritten.IsEmpty)
        {
            return;
        }

        var (kept, lines) = (record.Count, record.LinesInFile + unwritten.Length);
        if (record.MustRewrite || lines > (2 * kept) + SpareLines)
        {
            var all = record.TakeAll();
            files.Replace(record.PodUid, Text(all));
            (record.LinesInFile, record.MustRewrite) = (all.Length, false);
            return;
        }

        files.Append(record.PodUid, Text(unwritten));
        record.LinesInFile = lines;
    }

    private static ReadOnlySpan<byte> Text(ImmutableArray<HistoryEntry> entries)
    {
        var text = new ArrayBufferWriter<byte>(entries.Length * 128);
        foreach (var entry in entries)
        {
            text.Write(HistoryJson.ToBytes(entry));
            text.Write("\n"u8);
        }

        return text.WrittenSpan;
    }

    [LoggerMessage(1040, LogLevel.Warning, "The record of pod {PodUid} could not be read; another is begun")]
    private static partial void LogUnreadable(ILogger logger, Exception error, string podUid);

    [LoggerMessage(1041, LogLevel.Warning, "The record of pod {PodUid} could not be written; it is tried again with the next news")]
    private static partial void LogUnwritten(ILogger logger, Exception error, string podUid);
}
