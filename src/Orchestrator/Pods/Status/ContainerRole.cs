namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>What a container is for, which decides how its status reads.</summary>
internal enum ContainerRole
{
    Regular,

    /// <summary>Runs to its end before the next container starts.</summary>
    Init,

    /// <summary>Stands among the init containers and goes on running.</summary>
    Sidecar,
    Ephemeral,
}
