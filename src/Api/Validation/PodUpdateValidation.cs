using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Validation;

/// <summary>
/// What of a pod's spec may change: images, a shorter deadline, further tolerations, a grace period from below zero to one,
/// and fewer scheduling gates. The allowed changes are undone on a copy; whatever still differs is refused.
/// </summary>
internal static class PodUpdateValidation
{
    private const string Allowed =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
        + "`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Validate(PodSpec spec, PodSpec old, string path, FieldErrors errors)
    {
        if (spec.Containers.Length != old.Containers.Length)
        {
            errors.Forbidden($"{path}.containers", "pod updates may not add or remove containers");
            return;
        }

        if (spec.InitContainers.Length != old.InitContainers.Length)
        {
            errors.Forbidden($"{path}.initContainers", "pod updates may not add or remove containers");
            return;
        }

        if (!ValidateDeadline(spec, old, $"{path}.activeDeadlineSeconds", errors) | !ValidateTolerations(spec, old, $"{path}.tolerations", errors))
        {
            return;
        }

        var rest = spec with
        {
            Containers = WithImagesOf(spec.Containers, old.Containers),
            InitContainers = WithImagesOf(spec.InitContainers, old.InitContainers),
            ActiveDeadlineSeconds = old.ActiveDeadlineSeconds,
            Tolerations = old.Tolerations,
            TerminationGracePeriodSeconds = old.TerminationGracePeriodSeconds < 0 && spec.TerminationGracePeriodSeconds == 1
                ? old.TerminationGracePeriodSeconds
                : spec.TerminationGracePeriodSeconds,
            SchedulingGates = spec.SchedulingGates.All(gate => old.SchedulingGates.Any(o => o.Name == gate.Name))
                ? old.SchedulingGates
                : spec.SchedulingGates,
        };
        var (now, before) = (ApiJson.ToJson(rest), ApiJson.ToJson(old));
        if (!JsonNode.DeepEquals(now, before))
        {
            var changes = new StringBuilder();
            DescribeChanges(before, now, path, changes);
            errors.Forbidden(path, $"{Allowed}\n{changes}");
        }
    }

    private static bool ValidateDeadline(PodSpec spec, PodSpec old, string path, FieldErrors errors)
    {
        if (spec.ActiveDeadlineSeconds == old.ActiveDeadlineSeconds
            || (spec.ActiveDeadlineSeconds is { } now && (old.ActiveDeadlineSeconds is null || now <= old.ActiveDeadlineSeconds)))
        {
            return true;
        }

        errors.Invalid(path, spec.ActiveDeadlineSeconds, spec.ActiveDeadlineSeconds is null
            ? "must not update from a positive integer to nil value"
            : "must be less than or equal to previous value");
        return false;
    }

    private static bool ValidateTolerations(PodSpec spec, PodSpec old, string path, FieldErrors errors)
    {
        var kept = old.Tolerations.All(o => spec.Tolerations.Any(t => SameToleration(t, o)));
        if (!kept)
        {
            errors.Forbidden(path, "existing toleration can not be modified except its tolerationSeconds");
        }

        return kept;
    }

    private static bool SameToleration(Toleration left, Toleration right) =>
        left with { TolerationSeconds = null } == right with { TolerationSeconds = null };

    private static ImmutableArray<Container> WithImagesOf(ImmutableArray<Container> containers, ImmutableArray<Container> old) =>
        [.. containers.Zip(old, (now, before) => now with { Image = before.Image })];

    /// <summary>One line for the old and one for the new value of everything that changed.</summary>
    private static void DescribeChanges(JsonNode? before, JsonNode? now, string path, StringBuilder changes)
    {
        if (JsonNode.DeepEquals(before, now))
        {
            return;
        }

        switch (before, now)
        {
            case (JsonObject b, JsonObject n):
                foreach (var name in b.Select(p => p.Key).Union(n.Select(p => p.Key)))
                {
                    DescribeChanges(b[name], n[name], $"{path}.{name}", changes);
                }

                break;
            case (JsonArray b, JsonArray n) when b.Count == n.Count:
                for (var i = 0; i < b.Count; i++)
                {
                    DescribeChanges(b[i], n[i], $"{path}[{i}]", changes);
                }

                break;
            default:
                if (before is not null)
                {
                    changes.Append("- ").Append(path).Append(": ").Append(before.ToJsonString()).Append('\n');
                }

                if (now is not null)
                {
                    changes.Append("+ ").Append(path).Append(": ").Append(now.ToJsonString()).Append('\n');
                }

                break;
        }
    }
}
