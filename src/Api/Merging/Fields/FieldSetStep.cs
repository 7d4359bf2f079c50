namespace LocalPods.Api.Merging;

/// <summary>One step into a set of fields.</summary>
/// <param name="Element">As in FieldsV1: <c>f:spec</c>.</param>
/// <param name="IsMember">Whether the value there is itself in the set.</param>
/// <param name="Below">What of it is in the set.</param>
internal readonly record struct FieldSetStep(string Element, bool IsMember, FieldSet Below)
{
    /// <summary>Whether the step leads nowhere.</summary>
    public bool IsEmpty => !IsMember && Below.IsEmpty;
}
