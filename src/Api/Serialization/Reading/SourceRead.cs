using System.Collections.Immutable;

namespace LocalPods.Api.Serialization;

/// <summary>What a reader found: every document that could be read, and every fault on the way.</summary>
public sealed record SourceRead(ImmutableArray<SourceNode> Documents, ImmutableArray<Fault> Faults);
