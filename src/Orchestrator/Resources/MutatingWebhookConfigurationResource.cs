using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.Defaulting;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Configurations of servers that may change what is written.</summary>
public sealed class MutatingWebhookConfigurationResource() : WebhookConfigurationResource<MutatingWebhookConfiguration>("mutatingwebhookconfiguration", "MutatingWebhookConfiguration")
{
    /// <summary>For those who look them up whatever else they serve.</summary>
    public static MutatingWebhookConfigurationResource Instance { get; } = new();

    protected override MutatingWebhookConfiguration Complete(MutatingWebhookConfiguration value) => WebhookDefaults.Apply(value);
}
