using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Access;

namespace LocalPods.Orchestrator.Server.Admission.Webhooks;

/// <summary>What webhooks are asked, and what they answer: AdmissionReview of admission.k8s.io/v1.</summary>
internal static class AdmissionReview
{
    private const string ApiVersion = "admission.k8s.io/v1";
    private const string Kind = "AdmissionReview";

    /// <summary>Who writes what the server writes by itself.</summary>
    private static readonly Caller s_server = new("system:apiserver", ["system:masters", "system:authenticated"]);

    /// <summary>The question about a write.</summary>
    /// <param name="uid">Names the question; the answer repeats it.</param>
    /// <param name="call">Who is asked, and in what version.</param>
    /// <param name="request">The write.</param>
    /// <param name="caller">On whose behalf; null for the server itself.</param>
    public static JsonObject Question(string uid, WebhookCall call, AdmissionRequest request, Caller? caller)
    {
        var names = request.Definition.Names;
        var (group, kindVersion) = (names.Group, call.Version);
        var asked = new JsonObject
        {
            ["uid"] = uid,
            ["kind"] = new JsonObject { ["group"] = group, ["version"] = kindVersion, ["kind"] = names.Kind },
            ["resource"] = new JsonObject { ["group"] = group, ["version"] = kindVersion, ["resource"] = names.Plural },
            ["requestKind"] = new JsonObject { ["group"] = group, ["version"] = names.Version, ["kind"] = names.Kind },
            ["requestResource"] = new JsonObject { ["group"] = group, ["version"] = names.Version, ["resource"] = names.Plural },
        };
        if (request.Name.Length > 0)
        {
            asked["name"] = request.Name;
        }

        if (names.Namespaced)
        {
            asked["namespace"] = request.Namespace;
        }

        asked["operation"] = request.Operation;
        asked["userInfo"] = UserInfo(caller ?? s_server);
        asked["object"] = request.Operation == AdmissionRequest.Delete ? null : InVersion(request.Content, names, kindVersion);
        asked["oldObject"] = request.Existing is { } existing ? InVersion(existing, names, kindVersion) : null;
        asked["dryRun"] = request.DryRun;
        asked["options"] = new JsonObject { ["kind"] = OptionsKind(request.Operation), ["apiVersion"] = "meta.k8s.io/v1" };
        return new JsonObject { ["kind"] = Kind, ["apiVersion"] = ApiVersion, ["request"] = asked };
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">As sent.</param>
    /// <param name="uid">Of the question.</param>
    /// <exception cref="WebhookException">It is none.</exception>
    public static AdmissionAnswer Answer(JsonNode? answer, string uid)
    {
        if (answer is not JsonObject review || review.Text("kind") != Kind || review.Text("apiVersion") != ApiVersion)
        {
            var (kind, version) = ((answer as JsonObject)?.Text("kind") ?? "", (answer as JsonObject)?.Text("apiVersion") ?? "");
            throw new WebhookException($"expected webhook response of {ApiVersion}, Kind={Kind}, got {version}, Kind={kind}");
        }

        if (review["response"] is not JsonObject response)
        {
            throw new WebhookException("webhook response was absent");
        }

        if (response.Text("uid") != uid)
        {
            throw new WebhookException($"expected response.uid=\"{uid}\", got \"{response.Text("uid")}\"");
        }

        var patch = response.Text("patch");
        if (!string.IsNullOrEmpty(patch) && response.Text("patchType") != "JSONPatch")
        {
            throw new WebhookException("webhook returned response.patch but not response.patchType=\"JSONPatch\"");
        }

        return new(response["allowed"] is JsonValue allowed && allowed.TryGetValue(out bool yes) && yes)
        {
            Status = response["status"] as JsonObject,
            Patch = string.IsNullOrEmpty(patch) ? null : Decoded(patch),
            Warnings = response.Texts("warnings"),
        };
    }

    private static JsonArray Decoded(string patch)
    {
        try
        {
            return JsonNode.Parse(Convert.FromBase64String(patch)) as JsonArray ?? throw new WebhookException("response.patch is not a list of operations");
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            throw new WebhookException($"response.patch cannot be read: {e.Message}");
        }
    }

    private static JsonObject InVersion(JsonObject content, ResourceNames names, string version)
    {
        var shown = content.DeepClone().AsObject();
        shown["apiVersion"] = names.Group.Length == 0 ? version : $"{names.Group}/{version}";
        return shown;
    }

    private static JsonObject UserInfo(Caller caller) => new()
    {
        ["username"] = caller.Name,
        ["groups"] = new JsonArray([.. caller.Groups.Select(g => JsonValue.Create(g))]),
    };

    private static string OptionsKind(string operation) => operation switch
    {
        AdmissionRequest.Create => "CreateOptions",
        AdmissionRequest.Delete => "DeleteOptions",
        _ => "UpdateOptions",
    };
}
