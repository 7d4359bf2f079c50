using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>What a namespace asks of its pods, by its labels.</summary>
/// <param name="Enforce">Pods that do not keep to it are refused.</param>
/// <param name="Warn">Writers of pods that do not keep to it are warned.</param>
internal sealed record PodSecurityPolicy(PodSecurityStandard Enforce, PodSecurityStandard Warn)
{
    private const string Prefix = "pod-security.kubernetes.io/";

    /// <summary>Reads the labels.</summary>
    /// <param name="labels">Of the namespace.</param>
    /// <param name="otherwise">Enforced where no label says what is.</param>
    /// <remarks>A label that cannot be understood enforces the strictest, and warns of nothing.</remarks>
    public static PodSecurityPolicy Of(IReadOnlyDictionary<string, string>? labels, PodSecurityLevel otherwise) => new(
        Read(labels, "enforce", otherwise, PodSecurityLevel.Restricted),
        Read(labels, "warn", PodSecurityLevel.Privileged, PodSecurityLevel.Privileged));

    /// <summary>What is wrong with the labels of a namespace.</summary>
    public static ImmutableArray<FieldError> Faults(IReadOnlyDictionary<string, string>? labels)
    {
        var faults = ImmutableArray.CreateBuilder<FieldError>();
        foreach (var mode in (string[])["enforce", "audit", "warn"])
        {
            if (Find(labels, mode) is { } level && PodSecurityStandard.ParseLevel(level) is null)
            {
                faults.Add(Invalid(mode, level, "must be one of privileged, baseline, restricted"));
            }

            if (Find(labels, mode + "-version") is { } version && !PodSecurityStandard.TryParseVersion(version, out _))
            {
                faults.Add(Invalid(mode + "-version", version, "must be \"latest\" or \"v1.x\""));
            }
        }

        return faults.ToImmutable();

        static FieldError Invalid(string label, string value, string detail) => new($"metadata.labels[{Prefix}{label}]", FieldErrorType.Invalid, $"\"{value}\"", detail);
    }

    private static PodSecurityStandard Read(IReadOnlyDictionary<string, string>? labels, string mode, PodSecurityLevel otherwise, PodSecurityLevel unreadable)
    {
        var level = Find(labels, mode) is { } text ? PodSecurityStandard.ParseLevel(text) ?? unreadable : otherwise;
        return new PodSecurityStandard(level, Find(labels, mode + "-version") is { } version && PodSecurityStandard.TryParseVersion(version, out var minor) ? minor : null);
    }

    private static string? Find(IReadOnlyDictionary<string, string>? labels, string name) => labels is not null && labels.TryGetValue(Prefix + name, out var value) ? value : null;
}
