using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Patching;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission.Webhooks;

/// <summary>
/// Asks the webhooks of all configurations about a write: those that may change it one after another, in the order of their
/// configurations' names, those that may only refuse it all at once. Their own configurations are not theirs to decide about.
/// </summary>
internal sealed class WebhookAdmission(IObjectStore store, WebhookClient client, Func<Guid> newId) : IAdmission
{
    private const int DefaultSeconds = 10;

    private static readonly string s_mutating = MutatingWebhookConfigurationResource.Instance.Names.Qualified;
    private static readonly string s_validating = ValidatingWebhookConfigurationResource.Instance.Names.Qualified;

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var again = new List<(WebhookCall Call, JsonObject Left)>();
        foreach (var webhook in Webhooks(request, s_mutating))
        {
            if (Match(webhook, request) is { } call)
            {
                await MutateAsync(call, request, cancellationToken);
                again.Add((call, request.Content));
            }
        }

        foreach (var (call, left) in again)
        {
            if (((MutatingWebhook)call.Webhook).ReinvocationPolicy == "IfNeeded" && !JsonNode.DeepEquals(left, request.Content))
            {
                await MutateAsync(call, request, cancellationToken);
            }
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var calls = Webhooks(request, s_validating).Select(w => Match(w, request)).OfType<WebhookCall>().ToList();
        var answers = await Task.WhenAll(calls.Select(call => AskAsync(call, request, cancellationToken)));
        foreach (var (call, answer) in calls.Zip(answers))
        {
            Heed(call, answer);
        }
    }

    public async ValueTask DeleteAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        await MutateAsync(request, cancellationToken);
        await ValidateAsync(request, cancellationToken);
    }

    private async Task MutateAsync(WebhookCall call, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(call, request, cancellationToken);
        Heed(call, answer);
        if (answer?.Patch is not { } patch || request.Operation == AdmissionRequest.Delete)
        {
            return;
        }

        try
        {
            var patched = JsonPatch.Apply(request.Content.DeepClone(), patch) as JsonObject ?? throw new PatchException("it leaves no object");
            patched["apiVersion"] = request.Definition.Names.ApiVersion;
            request.Replace(patched);
        }
        catch (Exception e) when (e is PatchException or JsonException)
        {
            throw ApiErrors.Internal($"failed to apply the patch of webhook \"{call.Webhook.Name}\": {e.Message}");
        }
    }

    private static void Heed(WebhookCall call, AdmissionAnswer? answer)
    {
        foreach (var warning in answer?.Warnings ?? [])
        {
            RequestOrigin.Current?.Warn(warning);
        }

        if (answer is { Allowed: false })
        {
            throw answer.Refusal(call.Webhook.Name);
        }
    }

    /// <summary>Asks one webhook; null when it could not be asked and need not be.</summary>
    private async Task<AdmissionAnswer?> AskAsync(WebhookCall call, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var uid = newId().ToString("D", System.Globalization.CultureInfo.InvariantCulture);
        var question = AdmissionReview.Question(uid, call, request, RequestOrigin.Current?.Caller);
        try
        {
            var answer = await client.AskAsync(call.Webhook.ClientConfig, question, TimeSpan.FromSeconds(call.Webhook.TimeoutSeconds ?? DefaultSeconds), cancellationToken);
            return AdmissionReview.Answer(answer, uid);
        }
        catch (WebhookException e)
        {
            return call.Webhook.FailurePolicy == "Ignore" ? null
                : throw ApiErrors.Internal($"failed calling webhook \"{call.Webhook.Name}\": failed to call webhook: {e.Message}");
        }
    }

    private IEnumerable<AdmissionWebhook> Webhooks(AdmissionRequest request, string kind)
    {
        if (request.Definition.Names.Group == MutatingWebhookConfigurationResource.Instance.Names.Group)
        {
            return [];
        }

        var configurations = store.List(kind, null).Items;
        return kind == s_mutating
            ? configurations.SelectMany(c => ApiJson.FromJson<MutatingWebhookConfiguration>(c.Document).Webhooks)
            : configurations.SelectMany(c => ApiJson.FromJson<ValidatingWebhookConfiguration>(c.Document).Webhooks);
    }

    private WebhookCall? Match(AdmissionWebhook webhook, AdmissionRequest request) => WebhookMatch.Find(webhook, request, NamespaceLabels(request));

    private Dictionary<string, string>? NamespaceLabels(AdmissionRequest request)
    {
        var namespaces = NamespaceResource.Instance.Names.Qualified;
        return request.Definition.Names.Qualified == namespaces ? WebhookMatch.LabelsOf(request.Content)
            : !request.Definition.Names.Namespaced ? null
            : store.Get(new ObjectKey(namespaces, "", request.Namespace)) is { } found ? WebhookMatch.LabelsOf(found.ToJsonObject())
            : [];
    }
}
