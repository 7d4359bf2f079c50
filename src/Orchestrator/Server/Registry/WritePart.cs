namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>Which part of an object a write is about; the rest stays as it is stored.</summary>
internal enum WritePart
{
    /// <summary>All but the status.</summary>
    Object,

    /// <summary>Status, labels and annotations.</summary>
    Status,

    /// <summary>The list of ephemeral containers of a pod.</summary>
    EphemeralContainers,

    /// <summary>Processors and memory of the containers of a pod.</summary>
    Resize,

    /// <summary>The finalizers in the spec of a namespace.</summary>
    Finalize,
}
