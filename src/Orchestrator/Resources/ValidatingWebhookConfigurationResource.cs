using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.Defaulting;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Configurations of servers that may refuse what is written.</summary>
public sealed class ValidatingWebhookConfigurationResource() : WebhookConfigurationResource<ValidatingWebhookConfiguration>("validatingwebhookconfiguration", "ValidatingWebhookConfiguration")
{
    /// <summary>For those who look them up whatever else they serve.</summary>
    public static ValidatingWebhookConfigurationResource Instance { get; } = new();

    protected override ValidatingWebhookConfiguration Complete(ValidatingWebhookConfiguration value) => WebhookDefaults.Apply(value);
}
