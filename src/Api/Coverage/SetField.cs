namespace LocalPods.Api.Coverage;

/// <summary>A field that an object sets.</summary>
/// <param name="Path">As the API names it, with indexes: <c>spec.containers[0].image</c>.</param>
/// <param name="Coverage">What becomes of it.</param>
public sealed record SetField(string Path, FieldCoverage Coverage);
