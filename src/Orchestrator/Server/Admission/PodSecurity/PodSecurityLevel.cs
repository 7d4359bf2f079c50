namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>The Pod Security Standards, each stricter than the one before.</summary>
public enum PodSecurityLevel
{
    /// <summary>Anything goes.</summary>
    Privileged,

    /// <summary>Nothing that is known to lead out of the container.</summary>
    Baseline,

    /// <summary>What well-kept pods can live with.</summary>
    Restricted,
}
