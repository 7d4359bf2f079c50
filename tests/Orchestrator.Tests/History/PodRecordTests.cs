using LocalPods.Api.History;
using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.History;

public sealed class PodRecordTests
{
    private const string Uid = "u1";
    private static readonly PodIdentity Pod = new("default", "web", Uid);
    private readonly VirtualClock _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryRecordFiles _files = new();

    [Fact]
    public void A_pod_without_a_record_gets_one_that_begins_when_it_is_seen()
    {
        Open().Read().Entries.ShouldHaveSingleItem().ShouldBe(new HistoryEntry(_clock.GetUtcNow(), HistoryKind.PodSeen));
    }

    [Fact]
    public void What_containers_did_is_noted_once_however_often_it_is_seen()
    {
        var record = Open();
        var now = _clock.GetUtcNow();
        var seen = Running(now);
        record.Observe(seen);
        record.Observe(seen);
        record.Observe(seen with { Containers = [seen.Containers[0] with { FinishedAt = now.AddSeconds(9), ExitCode = 137 }] });
        var entries = record.Read().Entries;
        entries.Select(e => e.Kind).ShouldBe([HistoryKind.PodSeen, HistoryKind.ContainerCreated, HistoryKind.ContainerStarted, HistoryKind.Exited]);
        entries[^1].ShouldBe(new HistoryEntry(now.AddSeconds(9), HistoryKind.Exited) { Container = "a", Attempt = 0, ExitCode = 137, Signal = 9, Duration = TimeSpan.FromSeconds(8) });
    }

    [Fact]
    public void A_start_that_the_engine_noted_after_the_end_is_told_to_have_come_before_it()
    {
        var record = Open();
        var now = _clock.GetUtcNow();
        var seen = Running(now);
        record.Observe(seen);
        record.Observe(seen with { Containers = [seen.Containers[0] with { FinishedAt = now.AddSeconds(0.995), ExitCode = 1 }] });
        record.Add(new HistoryEntry(now.AddSeconds(0.995), HistoryKind.BackoffStarted) { Container = "a", Attempt = 0, Duration = TimeSpan.FromSeconds(10) });
        record.Read().Entries.Skip(2).Select(e => (e.Kind, (e.Time - now).TotalSeconds)).ShouldBe(
            [(HistoryKind.ContainerStarted, 0.995), (HistoryKind.Exited, 0.995), (HistoryKind.BackoffStarted, 0.995)]);
    }

    [Fact]
    public void A_sandbox_that_is_just_being_made_is_noted_by_whoever_makes_it()
    {
        var record = Open();
        var now = _clock.GetUtcNow();
        var seen = Running(now.AddSeconds(-0.7)); // engines tell whole seconds of a sandbox
        record.Observe(seen);
        record.Note(HistoryKind.SandboxCreated, duration: TimeSpan.FromSeconds(0.3), attempt: 0);
        record.Read().Entries.Where(e => e.Kind == HistoryKind.SandboxCreated).ShouldHaveSingleItem().Duration.ShouldBe(TimeSpan.FromSeconds(0.3));
        record.TakeOver(seen with { Sandboxes = [seen.Sandboxes[0] with { Attempt = 1 }, .. seen.Sandboxes] });
        record.Read().Entries.Where(e => e.Kind == HistoryKind.SandboxCreated).Select(e => e.Attempt).ShouldBe([1, 0]);
    }

    [Fact]
    public void Only_what_runs_becomes_ready_and_what_has_ended_becomes_so_anew()
    {
        var record = Open();
        var now = _clock.GetUtcNow();
        var running = new Api.Core.ContainerState { Running = new Api.Core.ContainerStateRunning() };
        var ended = new Api.Core.ContainerState { Terminated = new Api.Core.ContainerStateTerminated() };
        record.Observe(Status("done", ended, restarts: 0));
        record.Observe(Status("a", running, restarts: 0));
        record.Observe(Status("a", running, restarts: 0));
        var seen = Running(now);
        record.Observe(seen with { Containers = [seen.Containers[0] with { FinishedAt = now.AddSeconds(1) }] });
        record.Observe(Status("a", running, restarts: 1));
        record.Read().Entries.Where(e => e.Kind is HistoryKind.Ready or HistoryKind.NotReady).Select(e => (e.Container, e.Kind, e.Attempt)).ShouldBe(
            [("a", HistoryKind.Ready, 0), ("a", HistoryKind.Ready, 1)]);

        static Api.Core.PodStatus Status(string name, Api.Core.ContainerState state, int restarts) =>
            new() { ContainerStatuses = [new Api.Core.ContainerStatus { Name = name, Ready = true, State = state, RestartCount = restarts }] };
    }

    [Fact]
    public void Another_daemon_goes_on_with_the_record_and_notes_nothing_twice()
    {
        var records = Records();
        var now = _clock.GetUtcNow();
        records.Of(Uid).Observe(Running(now));
        records.Ran(Tick(now.AddSeconds(2), ProbeOutcome.Failure("refused")));
        Flush(records);

        var next = Records().Of(Uid);
        next.Observe(Running(now));
        next.Read().Entries.Select(e => e.Kind).ShouldBe(
            [HistoryKind.PodSeen, HistoryKind.DaemonStarted, HistoryKind.ContainerCreated, HistoryKind.ContainerStarted, HistoryKind.ProbeTick], ignoreOrder: true);
        next.Read().Entries[^1].ShouldBe(new HistoryEntry(now.AddSeconds(2), HistoryKind.ProbeTick)
        {
            Container = "a", Probe = "Liveness", Outcome = "Failure", Detail = "refused", Duration = TimeSpan.FromMilliseconds(3.5),
        });
    }

    [Fact]
    public void A_torn_last_line_is_ignored_and_does_not_spoil_what_is_written_after_it()
    {
        _files.Write(Uid, """
            {"time":"2030-01-01T00:00:00+00:00","kind":"PodSeen"}
            {"time":"2030-01-01T00:00:01+00:00","kind":"SandboxCr
            """);
        var records = Records();
        records.Of(Uid).Note(HistoryKind.SandboxRemoved);
        Flush(records);
        Records().Of(Uid).Read().Entries.Select(e => e.Kind).ShouldBe(
            [HistoryKind.PodSeen, HistoryKind.DaemonStarted, HistoryKind.SandboxRemoved, HistoryKind.DaemonStarted]);
    }

    [Fact]
    public void A_write_that_failed_half_way_loses_nothing()
    {
        var records = Records();
        var record = records.Of(Uid);
        Flush(records);
        _files.FailNext = 2;
        record.Note(HistoryKind.SandboxCreated);
        Flush(records);
        Flush(records);
        Flush(records);
        Records().Of(Uid).Read().Entries.Select(e => e.Kind).ShouldBe([HistoryKind.PodSeen, HistoryKind.SandboxCreated, HistoryKind.DaemonStarted]);
    }

    [Fact]
    public void A_record_is_bounded_in_memory_and_on_disk()
    {
        var records = Records();
        var record = records.Of(Uid);
        for (var i = 0; i < 20_000; i++)
        {
            record.Note(HistoryKind.ContainerRemoved, "a", attempt: i);
            records.Ran(Tick(_clock.GetUtcNow().AddSeconds(i), ProbeOutcome.Success("")));
            if (i % 100 == 0)
            {
                Flush(records);
            }
        }

        var (entries, dropped) = record.Read();
        entries.Length.ShouldBe(PodRecord.MostEntries + ProbeTrack.MostTicks);
        dropped.ShouldBe(40_001 - entries.Length);
        _files.TextOf(Uid).Split('\n').Length.ShouldBeLessThan(3 * entries.Length);
        entries.Last(e => e.Kind == HistoryKind.ProbeTick).Time.ShouldBe(_clock.GetUtcNow().AddSeconds(19_999));
        entries.Count(e => e.Kind == HistoryKind.ProbeTick).ShouldBe(ProbeTrack.MostTicks);
    }

    [Fact]
    public void Attempts_of_probes_alone_cause_no_write_until_many_have_gathered()
    {
        var records = Records();
        records.Of(Uid);
        Flush(records);
        var told = 0;
        var record = new PodRecord(Uid, _clock, _ => told++);
        for (var i = 1; i < PodRecord.TicksWorthWriting; i++)
        {
            record.Ran(Tick(_clock.GetUtcNow(), ProbeOutcome.Success("")));
        }

        told.ShouldBe(0);
        record.Ran(Tick(_clock.GetUtcNow(), ProbeOutcome.Success("")));
        told.ShouldBe(1);
    }

    [Fact]
    public void A_start_that_fails_the_same_way_again_is_noted_once()
    {
        var record = Open();
        record.NoteStartFailure("a", 0, "CreateContainerError", "no");
        record.NoteStartFailure("a", 0, "CreateContainerError", "no");
        record.NoteStartFailure("a", 0, "CreateContainerError", "other");
        record.Read().Entries.Count(e => e.Kind == HistoryKind.StartFailed).ShouldBe(2);
    }

    [Fact]
    public void A_forgotten_pod_is_not_written_of_again()
    {
        var records = Records();
        var record = records.Of(Uid);
        records.Forget(Uid);
        record.Note(HistoryKind.SandboxRemoved);
        Flush(records);
        _files.TextOf(Uid).ShouldBeEmpty();
        records.Find(Uid).ShouldBeNull();
    }

    [Fact]
    public void A_file_holds_what_was_written_and_goes_with_its_folder()
    {
        var root = Directory.CreateTempSubdirectory("localpods-history-").FullName;
        try
        {
            var files = new RecordFiles(uid => Path.Combine(root, uid));
            files.Read(Uid).ShouldBeNull();
            files.Append(Uid, "one\n"u8);
            files.Append(Uid, "two\n"u8);
            files.Read(Uid).ShouldBe("one\ntwo\n"u8.ToArray());
            files.Replace(Uid, "three\n"u8);
            files.Read(Uid).ShouldBe("three\n"u8.ToArray());
            Directory.GetFiles(Path.Combine(root, Uid)).ShouldHaveSingleItem();
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static RuntimePod Running(DateTimeOffset now)
    {
        var container = new ContainerStatus(new ContainerId("c1"), new SandboxId("s1"), Pod, "a", 0, now) { StartedAt = now.AddSeconds(1) };
        return new RuntimePod(Pod, [new SandboxStatus(new SandboxId("s1"), Pod, 0, now) { Ready = true }], [container]);
    }

    private static ProbeRun Tick(DateTimeOffset at, ProbeOutcome outcome) =>
        new(Pod, "a", ProbeType.Liveness, at, at, at.AddMilliseconds(3.5), outcome);

    private PodRecord Open() => Records().Of(Uid);

    private PodRecords Records() => new(_files, _clock, NullLogger<PodRecords>.Instance);

    // A writer whose daemon has stopped writes what is left.
    private static void Flush(PodRecords records) => records.RunAsync(new CancellationToken(canceled: true)).IsCanceled.ShouldBeTrue();
}
