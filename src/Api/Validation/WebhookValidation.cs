using System.Collections.Immutable;
using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Meta;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for webhook configurations.</summary>
public static class WebhookValidation
{
    private const string UrlForm = "; desired format: https://host[/path]";

    /// <summary>Checks a new configuration, or a changed one.</summary>
    /// <param name="metadata">Of the configuration.</param>
    /// <param name="webhooks">Its servers.</param>
    public static ImmutableArray<FieldError> Validate(ObjectMeta metadata, IReadOnlyList<AdmissionWebhook> webhooks)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(metadata, namespaced: false, ValidNames.Subdomain, errors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < webhooks.Count; i++)
        {
            Validate(webhooks[i], $"webhooks[{i}]", errors);
            if (webhooks[i].Name.Length > 0 && !names.Add(webhooks[i].Name))
            {
                errors.Duplicate($"webhooks[{i}].name", webhooks[i].Name);
            }
        }

        return errors.ToImmutable();
    }

    private static void Validate(AdmissionWebhook webhook, string at, FieldErrors errors)
    {
        errors.Name($"{at}.name", webhook.Name, ValidNames.Subdomain);
        if (webhook.Name.Length > 0 && webhook.Name.Split('.').Length < 3)
        {
            errors.Invalid($"{at}.name", webhook.Name, "should be a domain with at least three segments separated by dots");
        }

        for (var i = 0; i < webhook.Rules.Length; i++)
        {
            ValidateRule(webhook.Rules[i], $"{at}.rules[{i}]", errors);
        }

        errors.OneOf($"{at}.failurePolicy", webhook.FailurePolicy, optional: true, "Fail", "Ignore");
        errors.OneOf($"{at}.matchPolicy", webhook.MatchPolicy, optional: true, "Equivalent", "Exact");
        errors.OneOf($"{at}.reinvocationPolicy", (webhook as MutatingWebhook)?.ReinvocationPolicy, optional: true, "IfNeeded", "Never");
        if (string.IsNullOrEmpty(webhook.SideEffects))
        {
            errors.Required($"{at}.sideEffects", "must specify one of None, NoneOnDryRun");
        }
        else
        {
            errors.OneOf($"{at}.sideEffects", webhook.SideEffects, optional: false, "None", "NoneOnDryRun");
        }

        if (webhook.TimeoutSeconds is { } seconds and (< 1 or > 30))
        {
            errors.Invalid($"{at}.timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds");
        }

        ValidateVersions(webhook.AdmissionReviewVersions, $"{at}.admissionReviewVersions", errors);
        ValidateClient(webhook.ClientConfig, $"{at}.clientConfig", errors);
        if (!webhook.MatchConditions.IsEmpty)
        {
            errors.Forbidden($"{at}.matchConditions", "conditions in the CEL language are not evaluated");
        }
    }

    private static void ValidateRule(RuleWithOperations rule, string at, FieldErrors errors)
    {
        (string Field, ImmutableArray<string> Values)[] parts =
            [("operations", rule.Operations), ("apiGroups", rule.ApiGroups), ("apiVersions", rule.ApiVersions), ("resources", rule.Resources)];
        foreach (var (field, values) in parts)
        {
            if (values.IsEmpty)
            {
                errors.Required($"{at}.{field}");
            }
            else if (values.Length > 1 && values.Contains("*"))
            {
                errors.InvalidList($"{at}.{field}", values, "if '*' is present, must not specify other " + field switch
                {
                    "operations" => "operations",
                    "apiGroups" => "API groups",
                    "apiVersions" => "API versions",
                    _ => "resources",
                });
            }
        }

        for (var i = 0; i < rule.Operations.Length; i++)
        {
            errors.OneOf($"{at}.operations[{i}]", rule.Operations[i], optional: false, "*", "CONNECT", "CREATE", "DELETE", "UPDATE");
        }

        errors.OneOf($"{at}.scope", rule.Scope, optional: true, "*", "Cluster", "Namespaced");
    }

    private static void ValidateVersions(ImmutableArray<string> versions, string at, FieldErrors errors)
    {
        if (versions.IsEmpty)
        {
            errors.Required(at, "must specify one of v1, v1beta1");
        }
        else if (!versions.Contains("v1"))
        {
            errors.InvalidList(at, versions, "must include at least one of v1");
        }
    }

    private static void ValidateClient(WebhookClientConfig client, string at, FieldErrors errors)
    {
        if (client.Url is null == client.Service is null)
        {
            errors.Required(at, "exactly one of url or service is required");
        }
        else if (client.Service is { } service)
        {
            errors.RequiredText($"{at}.service.name", service.Name);
            errors.RequiredText($"{at}.service.namespace", service.Namespace);
        }
        else if (!Uri.TryCreate(client.Url, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            errors.Invalid($"{at}.url", client.Url, "host must be specified" + UrlForm);
        }
        else if (url.Scheme != Uri.UriSchemeHttps)
        {
            errors.Invalid($"{at}.url", client.Url, "'https' is the only allowed URL scheme" + UrlForm);
        }
        else if (url.UserInfo.Length > 0 || url.Fragment.Length > 0 || url.Query.Length > 0)
        {
            errors.Invalid($"{at}.url", client.Url, "user information, fragments and query parameters are not permitted in the URL" + UrlForm);
        }
    }
}
