using System.Diagnostics;
using System.Globalization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Store;

/// <summary>A process that writes is killed; what it was told is written must be there.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whenever_the_writer_is_killed_every_acknowledged_write_is_there()
    {
        var known = 0L;
        for (var round = 0; round < 10; round++)
        {
            var acknowledged = await WriteAndKillAsync(round, lines: 50 + (97 * round));
            await using var store = _folder.Open(TimeProvider.System);
            using var watch = store.Watch("pods", null, known);
            var changes = new Dictionary<long, string>();
            while (watch.TryRead(out var change))
            {
                var value = change.Object.Document.GetProperty("value").GetString();
                changes.Add(change.Object.Revision, $"{change.Type} {change.Object.Key.Name} {value}");
            }

            foreach (var (revision, what) in acknowledged)
            {
                (changes.GetValueOrDefault(revision) == what).ShouldBeTrue($"round {round}, revision {revision}");
            }

            known = store.Revision;
            changes.Count.ShouldBe((int)(known - (changes.Count == 0 ? known : changes.Keys.Min() - 1)), "no gaps");
        }
    }

    [Fact]
    public async Task A_store_that_another_process_has_open_is_refused_until_that_process_is_killed()
    {
        using (var writer = StartWriter(1))
        {
            (await writer.StandardOutput.ReadLineAsync()).ShouldBe("open 0");
            Should.Throw<StoreException>(() => _folder.Open(TimeProvider.System)).Failure.ShouldBe(StoreFailure.Closed);
            using (var second = StartWriter(2))
            {
                (await second.StandardOutput.ReadLineAsync()).ShouldBe("failed Closed");
                await second.WaitForExitAsync();
            }

            writer.Kill();
            await writer.WaitForExitAsync();
        }

        await using var store = _folder.Open(TimeProvider.System);
        await store.CreateAsync(new("nodes", "", "n"), [], null, CancellationToken.None);
    }

    // What the writer said was written, by revision, before it was killed in the middle of its work.
    private async Task<Dictionary<long, string>> WriteAndKillAsync(int seed, int lines)
    {
        using var writer = StartWriter(seed);
        (await writer.StandardOutput.ReadLineAsync()).ShouldNotBeNull().ShouldStartWith("open ");
        var acknowledged = new Dictionary<long, string>();
        while (await writer.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line may be cut off: then its write counts as not acknowledged.
            if (line.Split(' ', 2) is [var revision, var what] && what.EndsWith(';'))
            {
                acknowledged[long.Parse(revision, CultureInfo.InvariantCulture)] = what;
            }

            if (acknowledged.Count == lines)
            {
                writer.Kill();
            }
        }

        await writer.WaitForExitAsync();
        acknowledged.Count.ShouldBeGreaterThanOrEqualTo(lines, "the writer ended by itself");
        return acknowledged;
    }

    private Process StartWriter(int seed)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "LocalPods.CrashWriter.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, _folder.File, $"{seed}"]) { RedirectStandardOutput = true })!;
    }
}
