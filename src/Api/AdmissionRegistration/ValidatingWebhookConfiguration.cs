using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.AdmissionRegistration;

/// <summary>Servers that are asked about writes and may refuse them.</summary>
public sealed record ValidatingWebhookConfiguration : IWebhookConfiguration
{
    /// <summary>Group and version of the schema this object is written in; always <c>admissionregistration.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "admissionregistration.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>ValidatingWebhookConfiguration</c>.</summary>
    public string Kind { get => field ?? "ValidatingWebhookConfiguration"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>The servers.</summary>
    public ImmutableArray<ValidatingWebhook> Webhooks { get => field.OrEmpty(); init; }

    IReadOnlyList<AdmissionWebhook> IWebhookConfiguration.Webhooks => Webhooks;
}

/// <summary>A list of such configurations.</summary>
public sealed record ValidatingWebhookConfigurationList : IKubernetesList<ValidatingWebhookConfiguration>
{
    /// <summary>Group and version of the schema this object is written in; always <c>admissionregistration.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "admissionregistration.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>ValidatingWebhookConfigurationList</c>.</summary>
    public string Kind { get => field ?? "ValidatingWebhookConfigurationList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The configurations.</summary>
    public ImmutableArray<ValidatingWebhookConfiguration> Items { get => field.OrEmpty(); init; }
}
