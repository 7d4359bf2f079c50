using LocalPods.Api.Serialization;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether what pods name is there, in the manifest or in the store. Pure.</summary>
internal static class ReferenceChecks
{
    private const string PullSecrets = "spec.imagePullSecrets";

    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at)
    {
        foreach (var reference in ConfigReference.Of(at.Pod!).Where(r => !r.Optional))
        {
            var keys = evidence.Keys.GetValueOrDefault((reference.Kind, at.Namespace, reference.Name));
            if (keys is null)
            {
                var forImages = reference.Field.StartsWith(PullSecrets, StringComparison.Ordinal);
                yield return new CheckFinding(
                    at.Index,
                    reference.Field,
                    forImages ? CheckSeverity.Warning : CheckSeverity.Error,
                    Code(reference.Kind),
                    $"there is no {reference.Kind} \"{reference.Name}\" in namespace {at.Namespace} or in this manifest",
                    forImages ? "create it, or leave the reference out"
                    : reference.Kind == ConfigReference.Claim ? "create it" : "create it, or mark the reference optional");
            }
            else if (reference.Key is { } key && !keys.Contains(key))
            {
                var near = EditDistance.Closest(key, keys.Order(StringComparer.Ordinal));
                yield return new CheckFinding(
                    at.Index,
                    reference.Field,
                    CheckSeverity.Error,
                    Code(reference.Kind),
                    $"{reference.Kind} \"{reference.Name}\" has no key \"{key}\"",
                    near is null ? "add the key, or mark the reference optional" : $"did you mean \"{near}\"?");
            }
        }
    }

    private static CheckCode Code(string kind) => kind switch
    {
        ConfigReference.ConfigMap => CheckCode.ConfigMapMissing,
        ConfigReference.Secret => CheckCode.SecretMissing,
        _ => CheckCode.VolumeClaimMissing,
    };
}
