using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for one container, but for its probes and hooks.</summary>
internal static class ContainerValidation
{
    private const int MostRules = 20;
    private const int MostExitCodes = 255;

    public static void Validate(Container container, PodSpec spec, string path, FieldErrors errors)
    {
        errors.Name($"{path}.name", container.Name, ValidNames.Label);
        if (string.IsNullOrEmpty(container.Image))
        {
            errors.Required($"{path}.image");
        }
        else if (container.Image.Trim().Length != container.Image.Length)
        {
            errors.Invalid($"{path}.image", container.Image, "must not have leading or trailing whitespace");
        }

        PortValidation.Validate(container.Ports, spec.HostNetwork is true, $"{path}.ports", errors);
        EnvironmentValidation.Validate(container, path, errors);
        MountValidation.Validate(container, spec, path, errors);
        errors.OneOf($"{path}.imagePullPolicy", container.ImagePullPolicy, optional: false, PullPolicies.Always, PullPolicies.IfNotPresent, PullPolicies.Never);
        if (container.TerminationMessagePolicy is not (null or "" or TerminationMessagePolicies.File or TerminationMessagePolicies.FallbackToLogsOnError))
        {
            errors.Invalid($"{path}.terminationMessagePolicy", container.TerminationMessagePolicy, "must be 'File' or 'FallbackToLogsOnError'");
        }

        ResourceValidation.Validate(container.Resources, spec, $"{path}.resources", errors);
        ValidateResizePolicy(container, path, errors);
        ValidateRestart(container, path, errors);
        SecurityContextValidation.Validate(container.SecurityContext, $"{path}.securityContext", errors);
    }

    private static void ValidateResizePolicy(Container container, string path, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < container.ResizePolicy.Length; i++)
        {
            var policy = container.ResizePolicy[i];
            errors.OneOf($"{path}.resizePolicy[{i}].resourceName", policy.ResourceName, optional: false, ResourceNames.Cpu, ResourceNames.Memory);
            errors.OneOf($"{path}.resizePolicy[{i}].restartPolicy", policy.RestartPolicy, optional: false, "NotRequired", "RestartContainer");
            if (policy.ResourceName.Length > 0 && !seen.Add(policy.ResourceName))
            {
                errors.Duplicate($"{path}.resizePolicy[{i}]", policy.ResourceName);
            }
        }
    }

    private static void ValidateRestart(Container container, string path, FieldErrors errors)
    {
        errors.OneOf($"{path}.restartPolicy", container.RestartPolicy, optional: true, RestartPolicies.Always, RestartPolicies.OnFailure, RestartPolicies.Never);
        var rules = container.RestartPolicyRules;
        if (!rules.IsEmpty && string.IsNullOrEmpty(container.RestartPolicy))
        {
            errors.Required($"{path}.restartPolicy", "must specify restartPolicy when restart rules are used");
        }

        if (rules.Length > MostRules)
        {
            errors.TooMany($"{path}.restartPolicyRules", rules.Length, MostRules);
        }

        for (var i = 0; i < rules.Length; i++)
        {
            var at = $"{path}.restartPolicyRules[{i}]";
            errors.OneOf($"{at}.action", rules[i].Action, optional: false, "Restart", "RestartAllContainers");
            if (rules[i].ExitCodes is not { } codes)
            {
                errors.Required($"{at}.exitCodes", "must be specified");
                continue;
            }

            errors.OneOf($"{at}.exitCodes.operator", codes.Operator, optional: false, "In", "NotIn");
            if (codes.Values.Length > MostExitCodes)
            {
                errors.TooMany($"{at}.exitCodes.values", codes.Values.Length, MostExitCodes);
            }
        }
    }
}
