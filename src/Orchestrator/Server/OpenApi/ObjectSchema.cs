using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>A type of the object model as it is published.</summary>
/// <param name="Name">Full name, as other API servers give it: <c>io.k8s.api.core.v1.Pod</c>.</param>
/// <param name="Description">From the doc comment.</param>
/// <param name="Fields">By their names.</param>
/// <param name="Kind">The kind it is; null for a part of others.</param>
internal sealed record ObjectSchema(string Name, string Description, ImmutableArray<FieldSchema> Fields, ResourceNames? Kind)
{
    /// <summary>The schema as it was given, of a kind without a record in the object model.</summary>
    public JsonObject? Given { get; init; }
}

/// <summary>A field of a type as it is published.</summary>
/// <param name="Name">As in JSON.</param>
/// <param name="Description">From the doc comment.</param>
/// <param name="Shape">What it holds.</param>
/// <param name="Required">Whether an object without it makes no sense.</param>
/// <param name="Rule">How patches and apply merge it; null for the usual way.</param>
internal sealed record FieldSchema(string Name, string Description, TypeShape Shape, bool Required, MergeRule? Rule);
