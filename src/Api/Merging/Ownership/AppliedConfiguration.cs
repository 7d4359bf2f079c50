using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>
/// A configuration that an applier wants of an object (spec: api 11): it says what it means of fields and nothing of others, and what it
/// said last time and says no longer goes, unless somebody else owns it.
/// </summary>
/// <param name="Schema">Of the kind.</param>
/// <param name="Content">As sent.</param>
/// <param name="Fields">What it speaks of.</param>
/// <param name="Writer">Who applies.</param>
/// <param name="Force">Take fields from others.</param>
public sealed record AppliedConfiguration(ITypeSchema Schema, JsonObject Content, FieldSet Fields, FieldWriter Writer, bool Force)
{
    /// <summary>Applies it to an object.</summary>
    /// <param name="live">The object, without its owners.</param>
    /// <param name="owners">Its owners.</param>
    /// <param name="canonical">Writes an object as its kind does.</param>
    /// <param name="now">For the entry of the applier.</param>
    public AppliedResult To(JsonObject live, FieldOwners owners, Func<JsonObject, JsonObject> canonical, DateTimeOffset now)
    {
        var merged = Pruned(TypedMerge.Merge(Schema, live, Content), owners);
        var change = FieldComparison.Of(Schema, live, canonical(merged.DeepClone().AsObject()));
        var conflicts = Force ? [] : owners.Conflicts(change, Writer);
        if (!conflicts.IsEmpty && ClientSideApply.Allows(this, live) is { IsEmpty: false } allowed)
        {
            conflicts = owners.Conflicts(change with { Added = change.Added.Except(allowed), Modified = change.Modified.Except(allowed) }, Writer);
        }

        ClientSideApply.Remember(this, merged);
        return new(merged, conflicts, owners.Applied(change, Fields, Writer, now));
    }

    private JsonObject Pruned(JsonObject merged, FieldOwners owners)
    {
        var last = owners.LastApplied(Writer).WithNamedFields(Schema);
        if (last.IsEmpty)
        {
            return merged;
        }

        var owned = owners.Applied(new(FieldSet.Empty, FieldSet.Empty, FieldSet.Empty), Fields, Writer, default).All().WithNamedFields(Schema);
        var all = FieldsOf(merged);
        var kept = FieldsOf(FieldRemoval.From(Schema, merged, last)).Union(owned);
        var pruned = FieldsOf(FieldRemoval.From(Schema, merged, all.Except(kept)));
        return FieldRemoval.From(Schema, merged, all.Except(pruned).Intersect(last));
    }

    private FieldSet FieldsOf(JsonObject value) => AppliedFields.Of(Schema, value).WithNamedFields(Schema);
}
