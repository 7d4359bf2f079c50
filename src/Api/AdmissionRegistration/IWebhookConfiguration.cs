using LocalPods.Api.Meta;

namespace LocalPods.Api.AdmissionRegistration;

/// <summary>What both kinds of webhook configurations have.</summary>
public interface IWebhookConfiguration : IKubernetesObject
{
    /// <summary>The servers.</summary>
    IReadOnlyList<AdmissionWebhook> Webhooks { get; }
}
