namespace LocalPods.Orchestrator.Server.Admission.Webhooks;

/// <summary>A webhook could not be asked, or its answer is none.</summary>
internal sealed class WebhookException(string message) : Exception(message);
