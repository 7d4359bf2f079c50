using System.Text.Json.Nodes;
using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.Selectors;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;

namespace LocalPods.Orchestrator.Server.Admission.Webhooks;

/// <summary>Decides whether a webhook is asked about a write. Pure.</summary>
internal static class WebhookMatch
{
    private const string Any = "*";

    /// <summary>How it is asked; null when it is not.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="request">The write.</param>
    /// <param name="namespaceLabels">Labels of the object's namespace; of the object itself when it is a namespace; null for other kinds without one.</param>
    public static WebhookCall? Find(AdmissionWebhook webhook, AdmissionRequest request, IReadOnlyDictionary<string, string>? namespaceLabels)
    {
        if ((namespaceLabels is not null && !LabelMatcher.From(webhook.NamespaceSelector ?? new()).Matches(namespaceLabels)) || !SelectsObject(webhook, request))
        {
            return null;
        }

        var names = request.Definition.Names;
        var fitting = webhook.Rules.Where(r => Fits(r, request, names)).ToList();
        if (fitting.Exists(r => Has(r.ApiVersions, names.Version)))
        {
            return new(webhook, names.Version);
        }

        return webhook.MatchPolicy != "Exact" && fitting is [{ ApiVersions: [var version, ..] }, ..] ? new(webhook, version) : null;
    }

    private static bool Fits(RuleWithOperations rule, AdmissionRequest request, ResourceNames names) =>
        Has(rule.Operations, request.Operation)
        && Has(rule.ApiGroups, names.Group)
        && rule.Resources.Any(r => r is Any or "*/*" || r == names.Plural || r == names.Plural + "/*")
        && rule.Scope switch
        {
            "Cluster" => !names.Namespaced,
            "Namespaced" => names.Namespaced,
            _ => true,
        };

    private static bool Has(ImmutableArray<string> values, string value) => values.Contains(Any) || values.Contains(value);

    private static bool SelectsObject(AdmissionWebhook webhook, AdmissionRequest request)
    {
        var matcher = LabelMatcher.From(webhook.ObjectSelector ?? new());
        return matcher.IsEverything || matcher.Matches(LabelsOf(request.Content)) || (request.Existing is { } existing && matcher.Matches(LabelsOf(existing)));
    }

    /// <summary>Labels of an object.</summary>
    public static Dictionary<string, string> LabelsOf(JsonObject content) =>
        ObjectMetadata.Of(content)["labels"] is JsonObject labels
            ? labels.ToDictionary(l => l.Key, l => labels.Text(l.Key) ?? "", StringComparer.Ordinal)
            : [];
}
