namespace LocalPods.Orchestrator.Server.Responses;

/// <summary>What a table row carries of its object.</summary>
internal enum IncludeObject
{
    Metadata,
    Object,
    None,
}
