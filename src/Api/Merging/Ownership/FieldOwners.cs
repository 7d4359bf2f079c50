using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>
/// Who set which fields of an object: <c>metadata.managedFields</c>. Immutable. Every write of an object goes through here, so that
/// apply knows what it may take away and what belongs to somebody else (spec: api 6, 11).
/// </summary>
public sealed class FieldOwners
{
    private const string Member = "managedFields";

    /// <summary>Who answers for what was there before the first apply.</summary>
    private const string BeforeFirstApply = "before-first-apply";

    /// <summary>Entries of updaters that are kept; the fields of older ones are put together under one name.</summary>
    private const int MostUpdaters = 10;

    private const string OldUpdaters = "ancient-changes";

    private readonly ImmutableArray<FieldOwner> _entries;

    private FieldOwners(ImmutableArray<FieldOwner> entries) => _entries = entries;

    public static FieldOwners None { get; } = new([]);

    public bool IsEmpty => _entries.IsEmpty;

    /// <summary>Every owner, in the order of the entries.</summary>
    public ImmutableArray<FieldOwner> Entries => _entries;

    /// <summary>The owners that stand in an object; <see cref="None"/> when none do or they cannot be read.</summary>
    public static FieldOwners Of(JsonObject content) => Read(content["metadata"]?[Member] as JsonArray) ?? None;

    /// <summary>The owners after a client sent an object: it may hand over entries of its own, or clear them by an empty one.</summary>
    public static FieldOwners Sent(JsonObject content, FieldOwners live) => content["metadata"]?[Member] switch
    {
        JsonArray { Count: 0 } or JsonArray and [JsonObject { Count: 0 }] => None,
        JsonArray given when Read(given) is { IsEmpty: false } owners => owners,
        _ => live,
    };

    /// <summary>Takes the owners out of an object.</summary>
    public static void Detach(JsonObject content) => (content["metadata"] as JsonObject)?.Remove(Member);

    /// <summary>Puts the owners into an object that has none.</summary>
    public void Attach(JsonObject content)
    {
        if (!_entries.IsEmpty && content["metadata"] is JsonObject metadata)
        {
            metadata[Member] = new JsonArray([.. _entries.Select(e => e.ToJson())]);
        }
    }

    /// <summary>The owners after an ordinary write: what it changed is its writer's alone.</summary>
    /// <param name="change">What it changed.</param>
    /// <param name="writer">Who wrote.</param>
    /// <param name="now">When.</param>
    public FieldOwners Updated(FieldComparison change, FieldWriter writer, DateTimeOffset now)
    {
        if (change.IsSame)
        {
            return this;
        }

        var taken = change.Taken;
        var owners = Without(taken.Union(change.Removed), _ => true);
        var own = taken.Except(ServersFields.All);
        if (own.IsEmpty)
        {
            return new(owners);
        }

        var before = _entries.FirstOrDefault(e => e.IsOf(writer, FieldOwner.Update));
        var kept = owners.FirstOrDefault(e => e.IsOf(writer, FieldOwner.Update))?.Fields ?? FieldSet.Empty;
        var entry = before?.With(kept.Union(own)).At(Time(now)) ?? new FieldOwner(writer, FieldOwner.Update, Time(now), own);
        return new FieldOwners(Sorted([.. owners.Where(e => !e.IsOf(writer, FieldOwner.Update)), entry])).Capped();
    }

    /// <summary>What managers other than an applier lose by its change.</summary>
    /// <param name="change">What apply would change.</param>
    /// <param name="writer">The applier.</param>
    public ImmutableArray<FieldConflict> Conflicts(FieldComparison change, FieldWriter writer)
    {
        var taken = change.Taken;
        return
        [
            .. _entries.Where(e => !e.IsOf(writer, FieldOwner.Apply) && e.MayMeet(taken))
                .SelectMany(e => e.Fields.Intersect(taken).Paths().Select(path => new FieldConflict(e.ToString(), path))),
        ];
    }

    /// <summary>The owners after an apply: its applier has just what it applied, whoever else has it.</summary>
    /// <param name="change">What it changed.</param>
    /// <param name="applied">What it applied.</param>
    /// <param name="writer">The applier.</param>
    /// <param name="now">When; counts only when something changed.</param>
    public FieldOwners Applied(FieldComparison change, FieldSet applied, FieldWriter writer, DateTimeOffset now)
    {
        var before = _entries.FirstOrDefault(e => e.IsOf(writer, FieldOwner.Apply));
        var others = Without(change.Taken.Union(change.Removed), e => !e.IsOf(writer, FieldOwner.Apply)).Where(e => !e.IsOf(writer, FieldOwner.Apply));
        var own = applied.Except(ServersFields.All);
        var time = change.IsSame && before is not null ? before.Time : Time(now);
        return new(own.IsEmpty ? [.. others] : Sorted([.. others, new FieldOwner(writer, FieldOwner.Apply, time, own)]));
    }

    /// <summary>What an applier applied last; empty when it never did.</summary>
    public FieldSet LastApplied(FieldWriter writer) => _entries.FirstOrDefault(e => e.IsOf(writer, FieldOwner.Apply))?.Fields ?? FieldSet.Empty;

    /// <summary>The owners of an object that nobody kept account of, as the first apply finds it.</summary>
    public static FieldOwners OfUntracked(FieldComparison everything, FieldWriter applier, DateTimeOffset now) =>
        None.Updated(everything, applier with { Manager = BeforeFirstApply }, now);

    /// <summary>Every field that somebody owns.</summary>
    public FieldSet All() => _entries.Aggregate(FieldSet.Empty, (all, e) => all.Union(e.Fields));

    /// <summary>Whether other owners differ at most in their times.</summary>
    public bool IsSameButTimes(FieldOwners other) =>
        ReferenceEquals(this, other) || (_entries.Length == other._entries.Length && _entries.All(e => other._entries.Any(e.IsSameButTime)));

    private static FieldOwners? Read(JsonArray? entries)
    {
        if (entries is null)
        {
            return null;
        }

        var read = ImmutableArray.CreateBuilder<FieldOwner>(entries.Count);
        foreach (var entry in entries)
        {
            if (FieldOwner.Read(entry) is not { } owner)
            {
                return null;
            }

            read.Add(owner);
        }

        return new(read.MoveToImmutable());
    }

    private ImmutableArray<FieldOwner> Without(FieldSet lost, Func<FieldOwner, bool> loses) =>
    [
        .. _entries.Select(e => loses(e) && e.MayMeet(lost) ? e.With(e.Fields.Except(lost)) : e).Where(e => !e.IsBare),
    ];

    private FieldOwners Capped()
    {
        var updaters = _entries.Where(e => e.Operation == FieldOwner.Update).ToList();
        if (updaters.Count <= MostUpdaters)
        {
            return this;
        }

        var old = updaters.Take(updaters.Count - MostUpdaters + 1).ToList();
        var merged = old.GroupBy(e => e.Writer.ApiVersion).Select(g => new FieldOwner(
            new FieldWriter(OldUpdaters, g.Key, ""), FieldOwner.Update, g.Last().Time, g.Aggregate(FieldSet.Empty, (all, e) => all.Union(e.Fields))));
        return new(Sorted([.. _entries.Except(old), .. merged]));
    }

    private static ImmutableArray<FieldOwner> Sorted(ImmutableArray<FieldOwner> entries) => entries.Sort(FieldOwner.Compare);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
