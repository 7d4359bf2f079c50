using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.Admission.Webhooks;

/// <summary>What a webhook says to a write.</summary>
/// <param name="Allowed">Whether it may happen.</param>
internal sealed record AdmissionAnswer(bool Allowed)
{
    private const int LeastRefusal = 400;

    /// <summary>Why not, in a Status.</summary>
    public JsonObject? Status { get; init; }

    /// <summary>Operations of a JSON patch; null when nothing is to be changed.</summary>
    public JsonArray? Patch { get; init; }

    /// <summary>What the user should know.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The refusal, in the words of an API server.</summary>
    /// <param name="webhook">Name of who refused.</param>
    public ApiException Refusal(string webhook)
    {
        var (message, reason) = (Status?.Text("message"), Status?.Text("reason"));
        var because = !string.IsNullOrEmpty(message) ? ": " + message : !string.IsNullOrEmpty(reason) ? ": " + reason : " without explanation";
        return new(new Status
        {
            Result = "Failure",
            Message = $"admission webhook \"{webhook}\" denied the request{because}",
            Reason = reason,
            Code = (int)Math.Max(LeastRefusal, Status?.Number("code") ?? 0),
        });
    }
}
