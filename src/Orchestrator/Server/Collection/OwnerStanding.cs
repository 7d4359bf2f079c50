namespace LocalPods.Orchestrator.Server.Collection;

/// <summary>Where an owner of an object stands.</summary>
internal enum OwnerStanding
{
    There,
    Gone,

    /// <summary>It goes once its dependents have gone.</summary>
    WaitsForDependents,
}
