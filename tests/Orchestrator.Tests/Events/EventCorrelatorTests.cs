using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Events;

/// <summary>Aggregation, counting and the spam filter (spec: pod-lifecycle 10.2).</summary>
public sealed class EventCorrelatorTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly EventTarget Web = EventTarget.Pod(new PodIdentity("default", "web", "uid-1"));
    private readonly EventCorrelator _correlator = new();

    [Fact, Trait("spec", "PL-66")]
    public void Equal_notes_are_one_event_with_a_count()
    {
        var first = Take("Started", "Container started", 0)!;
        var third = (Take("Started", "Container started", 5), Take("Started", "Container started", 700)).Item2!;
        first.Count.ShouldBe(1);
        third.ShouldSatisfyAllConditions(
            e => e.Name.ShouldBe(first.Name),
            e => e.Count.ShouldBe(3),
            e => e.First.ShouldBe(Start),
            e => e.Last.ShouldBe(Start.AddSeconds(700)));
    }

    [Fact]
    public void Names_hold_the_time_in_nanoseconds_and_never_repeat()
    {
        Take("A", "m", 0)!.Name.ShouldBe($"web.{1893456000000000000:x}");
        Take("B", "m", 0)!.Name.ShouldBe($"web.{1893456000000000001:x}");
        Take("C", "m", 1)!.Name.ShouldBe($"web.{1893456001000000000:x}");
    }

    [Theory]
    [MemberData(nameof(Different))]
    public void Notes_that_differ_in_what_tells_events_apart_are_events_of_their_own(EventNote other)
    {
        var note = new EventNote(Web, EventType.Normal, "Started", "m");
        var first = _correlator.Correlate(note, Start)!;
        _correlator.Correlate(other, Start)!.ShouldSatisfyAllConditions(e => e.Count.ShouldBe(1), e => e.Name.ShouldNotBe(first.Name));
    }

    public static TheoryData<EventNote> Different =>
    [
        new EventNote(Web, EventType.Warning, "Started", "m"),
        new EventNote(Web, EventType.Normal, "Created", "m"),
        new EventNote(Web, EventType.Normal, "Started", "other"),
        new EventNote(Web, EventType.Normal, "Started", "m") { Component = "default-scheduler" },
        new EventNote(Web with { FieldPath = "spec.containers{a}" }, EventType.Normal, "Started", "m"),
        new EventNote(Web with { Uid = "uid-2" }, EventType.Normal, "Started", "m"),
        new EventNote(Web with { Name = "db" }, EventType.Normal, "Started", "m"),
    ];

    [Fact]
    public void A_new_version_of_the_object_or_a_new_instance_of_its_container_is_the_same_event()
    {
        var note = new EventNote(Web with { ResourceVersion = "5", ContainerId = new("a") }, EventType.Normal, "Started", "m");
        _correlator.Correlate(note, Start);
        _correlator.Correlate(note with { About = note.About with { ResourceVersion = "6", ContainerId = new("b") } }, Start)!.Count.ShouldBe(2);
    }

    [Fact, Trait("spec", "PL-66")]
    public void From_the_tenth_different_message_on_they_are_told_as_one()
    {
        var events = Enumerable.Range(1, 13).Select(i => Take("Failed", $"message {i}", i)!).ToArray();
        events.Take(9).Select(e => (e.Note.Message, e.Count)).ShouldBe(Enumerable.Range(1, 9).Select(i => ($"message {i}", 1)));
        events.Skip(9).Select(e => (e.Note.Message, e.Count))
            .ShouldBe(Enumerable.Range(10, 4).Select(i => ($"(combined from similar events): message {i}", i - 9)));
        events.Skip(9).Select(e => e.Name).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Containers_of_a_pod_share_an_aggregate()
    {
        var events = Enumerable.Range(1, 10)
            .Select(i => _correlator.Correlate(new EventNote(Web with { FieldPath = $"spec.containers{{c{i}}}" }, EventType.Normal, "Failed", $"message {i}"), Start)!).ToArray();
        events.Last().Note.Message.ShouldBe("(combined from similar events): message 10");
    }

    [Fact]
    public void A_gap_of_more_than_ten_minutes_ends_an_aggregate()
    {
        for (var i = 1; i <= 9; i++)
        {
            Take("Failed", $"message {i}", i);
        }

        Take("Failed", "message 10", 9 + 601)!.Note.Message.ShouldBe("message 10");
        for (var i = 11; i <= 18; i++)
        {
            Take("Failed", $"message {i}", 610 + i);
        }

        Take("Failed", "message 19", 629)!.Note.Message.ShouldBe("(combined from similar events): message 19");
    }

    [Fact, Trait("spec", "PL-66")]
    public void Above_25_an_object_has_one_event_of_a_type_in_five_minutes()
    {
        Enumerable.Range(0, 40).Count(i => Take("Unhealthy", "m", i * 0.1) is not null).ShouldBe(25);
        Take("Other", "m", 4).ShouldBeNull("the reason does not matter");
        _correlator.Correlate(new EventNote(Web, EventType.Warning, "Unhealthy", "m"), Start).ShouldNotBeNull("the type does");
        _correlator.Correlate(new EventNote(Web with { Name = "db", Uid = "uid-2" }, EventType.Normal, "Unhealthy", "m"), Start).ShouldNotBeNull("so does the object");
        Take("Unhealthy", "m", 290).ShouldBeNull();
        Take("Unhealthy", "m", 310)!.Count.ShouldBe(42, "what was dropped was counted all the same");
        Take("Unhealthy", "m", 311).ShouldBeNull();
    }

    [Fact]
    public void Only_the_entries_used_last_are_kept()
    {
        var cache = new LruCache<int, string>(3);
        foreach (var i in (ReadOnlySpan<int>)[1, 2, 3])
        {
            cache.Set(i, $"{i}");
        }

        cache.TryGet(1, out _).ShouldBeTrue();
        cache.Set(2, "two");
        cache.Set(4, "4");
        cache.TryGet(3, out _).ShouldBeFalse();
        cache.TryGet(1, out _).ShouldBeTrue();
        cache.TryGet(2, out var two).ShouldBeTrue();
        two.ShouldBe("two");
    }

    private CorrelatedEvent? Take(string reason, string message, double seconds) =>
        _correlator.Correlate(new EventNote(Web, EventType.Normal, reason, message), Start.AddSeconds(seconds));
}
