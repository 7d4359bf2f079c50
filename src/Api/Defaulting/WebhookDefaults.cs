using LocalPods.Api.AdmissionRegistration;

namespace LocalPods.Api.Defaulting;

/// <summary>What the API adds to webhook configurations.</summary>
public static class WebhookDefaults
{
    private const int HttpsPort = 443;
    private const int Timeout = 10;

    /// <summary>Fills in the policies.</summary>
    public static MutatingWebhookConfiguration Apply(MutatingWebhookConfiguration configuration) =>
        configuration with { Webhooks = [.. configuration.Webhooks.Select(w => Complete(w) with { ReinvocationPolicy = w.ReinvocationPolicy ?? "Never" })] };

    /// <summary>Fills in the policies.</summary>
    public static ValidatingWebhookConfiguration Apply(ValidatingWebhookConfiguration configuration) =>
        configuration with { Webhooks = [.. configuration.Webhooks.Select(Complete)] };

    private static T Complete<T>(T webhook)
        where T : AdmissionWebhook => webhook with
    {
        ClientConfig = webhook.ClientConfig.Service is { } service
            ? webhook.ClientConfig with { Service = service with { Port = service.Port ?? HttpsPort } }
            : webhook.ClientConfig,
        Rules = [.. webhook.Rules.Select(r => r with { Scope = r.Scope ?? "*" })],
        FailurePolicy = webhook.FailurePolicy ?? "Fail",
        MatchPolicy = webhook.MatchPolicy ?? "Equivalent",
        NamespaceSelector = webhook.NamespaceSelector ?? new(),
        ObjectSelector = webhook.ObjectSelector ?? new(),
        TimeoutSeconds = webhook.TimeoutSeconds ?? Timeout,
    };
}
