using LocalPods.Api.AdmissionRegistration;

namespace LocalPods.Orchestrator.Server.Admission.Webhooks;

/// <summary>A webhook that is to be asked about a write.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Version">Version of the object it wants to see: that of the write, or of an equivalent rule.</param>
internal sealed record WebhookCall(AdmissionWebhook Webhook, string Version);
