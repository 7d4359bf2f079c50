using System.Globalization;

namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>A level as it was in one version of Kubernetes.</summary>
/// <param name="Level">How strict.</param>
/// <param name="Minor">Of the version 1.x; null is the newest.</param>
internal readonly record struct PodSecurityStandard(PodSecurityLevel Level, int? Minor)
{
    private const string Latest = "latest";

    /// <summary>Whether the version has what came with 1.<paramref name="minor"/>.</summary>
    public bool Since(int minor) => Minor is not { } own || own >= minor;

    /// <summary>Reads the name of a level; null when it is none.</summary>
    public static PodSecurityLevel? ParseLevel(string text) => text switch
    {
        "privileged" => PodSecurityLevel.Privileged,
        "baseline" => PodSecurityLevel.Baseline,
        "restricted" => PodSecurityLevel.Restricted,
        _ => null,
    };

    /// <summary>Reads <c>latest</c> or <c>v1.x</c>.</summary>
    /// <returns>False when it is neither.</returns>
    public static bool TryParseVersion(string text, out int? minor)
    {
        minor = null;
        if (text == Latest)
        {
            return true;
        }

        if (text.StartsWith("v1.", StringComparison.Ordinal) && text.Length < 10 && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == text[3..])
        {
            minor = number;
            return true;
        }

        return false;
    }

    /// <summary>As messages name it: <c>baseline:latest</c>.</summary>
    public override string ToString()
    {
        var level = Level switch
        {
            PodSecurityLevel.Privileged => "privileged",
            PodSecurityLevel.Baseline => "baseline",
            PodSecurityLevel.Restricted => "restricted",
        };
        return Minor is { } minor ? string.Create(CultureInfo.InvariantCulture, $"{level}:v1.{minor}") : $"{level}:{Latest}";
    }
}
