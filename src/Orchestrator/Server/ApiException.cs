using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Server;

/// <summary>A request was refused. Thrown where the rule is known; one handler turns it into the answer.</summary>
public sealed class ApiException(Status status) : Exception(status.Message)
{
    /// <summary>The answer: its code is the HTTP status.</summary>
    public Status Status { get; } = status;
}
