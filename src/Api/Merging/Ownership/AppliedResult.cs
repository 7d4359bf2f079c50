using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>What applying a configuration comes to.</summary>
/// <param name="Content">The object as it should be.</param>
/// <param name="Conflicts">Why it must not be; empty when it may.</param>
/// <param name="Owners">Its owners then.</param>
public sealed record AppliedResult(JsonObject Content, ImmutableArray<FieldConflict> Conflicts, FieldOwners Owners);
