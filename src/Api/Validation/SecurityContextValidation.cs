using System.Text.RegularExpressions;
using LocalPods.Api.Core;

namespace LocalPods.Api.Validation;

/// <summary>The rules for security contexts of containers and pods.</summary>
internal static partial class SecurityContextValidation
{
    private const string IdRule = "must be between 0 and 2147483647, inclusive";

    public static void Validate(SecurityContext? context, string path, FieldErrors errors)
    {
        if (context is null)
        {
            return;
        }

        Id($"{path}.runAsUser", context.RunAsUser, errors);
        Id($"{path}.runAsGroup", context.RunAsGroup, errors);
        errors.OneOf($"{path}.procMount", context.ProcMount, optional: true, "Default", "Unmasked");
        Seccomp(context.SeccompProfile, $"{path}.seccompProfile", errors);
        AppArmor(context.AppArmorProfile, $"{path}.appArmorProfile", errors);
        if (context.AllowPrivilegeEscalation is not false)
        {
            return;
        }

        if (context.Privileged is true)
        {
            errors.InvalidObject(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }

        if (context.Capabilities?.Add.Any(c => c is "CAP_SYS_ADMIN") is true)
        {
            errors.InvalidObject(path, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
        }
    }

    public static void ValidatePod(PodSpec spec, string path, FieldErrors errors)
    {
        if (spec.HostPID is true && spec.ShareProcessNamespace is true)
        {
            errors.Invalid($"{path}.shareProcessNamespace", true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }

        if (spec.HostUsers is false)
        {
            NotWithOwnUsers(spec.HostNetwork, $"{path}.hostNetwork", errors);
            NotWithOwnUsers(spec.HostPID, $"{path}.hostPID", errors);
            NotWithOwnUsers(spec.HostIPC, $"{path}.hostIPC", errors);
        }

        if (spec.SecurityContext is not { } context)
        {
            return;
        }

        Id($"{path}.runAsUser", context.RunAsUser, errors);
        Id($"{path}.runAsGroup", context.RunAsGroup, errors);
        Id($"{path}.fsGroup", context.FsGroup, errors);
        for (var i = 0; i < context.SupplementalGroups.Length; i++)
        {
            Id($"{path}.supplementalGroups[{i}]", context.SupplementalGroups[i], errors);
        }

        errors.OneOf($"{path}.fsGroupChangePolicy", context.FsGroupChangePolicy, optional: true, "Always", "OnRootMismatch");
        errors.OneOf($"{path}.supplementalGroupsPolicy", context.SupplementalGroupsPolicy, optional: true, "Merge", "Strict");
        errors.OneOf($"{path}.seLinuxChangePolicy", context.SeLinuxChangePolicy, optional: true, "MountOption", "Recursive");
        Seccomp(context.SeccompProfile, $"{path}.seccompProfile", errors);
        AppArmor(context.AppArmorProfile, $"{path}.appArmorProfile", errors);
        Sysctls(context, $"{path}.sysctls", errors);
    }

    private static void NotWithOwnUsers(bool? flag, string path, FieldErrors errors)
    {
        if (flag is true)
        {
            errors.Forbidden(path, "when `hostUsers` is false");
        }
    }

    private static void Id(string path, long? id, FieldErrors errors)
    {
        if (id is < 0 or > int.MaxValue)
        {
            errors.Invalid(path, id, IdRule);
        }
    }

    private static void Seccomp(SeccompProfile? profile, string path, FieldErrors errors)
    {
        if (profile is not null)
        {
            errors.OneOf($"{path}.type", profile.Type, optional: false, "Localhost", "RuntimeDefault", "Unconfined");
            LocalhostProfile(profile.Type, profile.LocalhostProfile, "seccomp type", path, errors);
            if (profile.LocalhostProfile is { Length: > 0 } file)
            {
                PathValidation.Within($"{path}.localhostProfile", file, errors);
            }
        }
    }

    private static void AppArmor(AppArmorProfile? profile, string path, FieldErrors errors)
    {
        if (profile is not null)
        {
            errors.OneOf($"{path}.type", profile.Type, optional: false, "Localhost", "RuntimeDefault", "Unconfined");
            LocalhostProfile(profile.Type, profile.LocalhostProfile, "AppArmor type", path, errors);
        }
    }

    private static void LocalhostProfile(string type, string? profile, string what, string path, FieldErrors errors)
    {
        if (type is "Localhost")
        {
            if (string.IsNullOrEmpty(profile))
            {
                errors.Required($"{path}.localhostProfile", $"must be set when {what} is Localhost");
            }
        }
        else if (profile is not null)
        {
            errors.Invalid($"{path}.localhostProfile", profile, $"can only be set when {what} is Localhost");
        }
    }

    private static void Sysctls(PodSecurityContext context, string path, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < context.Sysctls.Length; i++)
        {
            var at = $"{path}[{i}].name";
            var name = context.Sysctls[i].Name;
            if (name.Length == 0)
            {
                errors.Required(at);
            }
            else if (name.Length > 253 || !SysctlShape().IsMatch(name))
            {
                errors.Invalid(at, name, @"must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
            }
            else if (!seen.Add(name.Replace('/', '.')))
            {
                errors.Duplicate(at, name);
            }
        }
    }

    [GeneratedRegex(@"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SysctlShape();
}
