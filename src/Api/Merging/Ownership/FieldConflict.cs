namespace LocalPods.Api.Merging;

/// <summary>A field that an applier wants otherwise than another manager set it.</summary>
/// <param name="Manager">The other one, as messages name it: <c>"upd" using apps/v1</c>.</param>
/// <param name="Path">As messages show it.</param>
public sealed record FieldConflict(string Manager, string Path);
