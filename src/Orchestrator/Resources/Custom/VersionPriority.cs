using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalPods.Orchestrator.Resources.Custom;

/// <summary>The order clients prefer versions in: v2, v1, v1beta1, v1alpha1, then what is not named like this by its letters.</summary>
internal sealed partial class VersionPriority : IComparer<string>
{
    public static VersionPriority Instance { get; } = new();

    /// <summary>Negative when the first is preferred.</summary>
    public int Compare(string? x, string? y)
    {
        var (first, second) = (Parse(x ?? ""), Parse(y ?? ""));
        return (first, second) switch
        {
            (null, null) => string.CompareOrdinal(x, y),
            (null, _) => 1,
            (_, null) => -1,
            ({ } a, { } b) => b.CompareTo(a),
        };
    }

    private static (int Stage, int Major, int Minor)? Parse(string version)
    {
        if (Shape().Match(version) is not { Success: true } match)
        {
            return null;
        }

        var stage = match.Groups[2].Value switch
        {
            "alpha" => 0,
            "beta" => 1,
            _ => 2,
        };
        return int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(match.Groups[3].Value is { Length: > 0 } text ? text : "0", CultureInfo.InvariantCulture, out var minor)
            ? (stage, major, minor) : null;
    }

    [GeneratedRegex(@"^v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
