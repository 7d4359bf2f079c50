namespace LocalPods.Api.Coverage;

/// <summary>A line of the table.</summary>
/// <param name="Section">What its fields are relative to; empty for the object itself.</param>
/// <param name="Fields">As written, alternatives in braces.</param>
/// <param name="Coverage">What becomes of them.</param>
public sealed record CoverageLine(string Section, string Fields, FieldCoverage Coverage);
