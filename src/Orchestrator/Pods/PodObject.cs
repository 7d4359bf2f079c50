using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Pods;

/// <summary>A pod as the store has it, decoded once.</summary>
internal sealed class PodObject(StoredObject stored)
{
    public const string Resource = "pods";

    public StoredObject Stored { get; } = stored;

    public Pod Pod { get; } = ApiJson.FromJson<Pod>(stored.Json.Span);

    /// <summary>The status as it is compared with a newer one.</summary>
    public byte[] StatusJson => field ??= ApiJson.ToBytes(Pod.Status);

    public string Uid => Pod.Metadata.Uid ?? "";
}
