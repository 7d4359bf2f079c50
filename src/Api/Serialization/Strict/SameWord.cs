using System.Collections.Frozen;

namespace LocalPods.Api.Serialization;

/// <summary>Finds a field under another writing of its name: case, hyphens, number, or the word another tool has for it.</summary>
internal static class SameWord
{
    /// <summary>Words of Dockerfiles and Compose files.</summary>
    private static readonly FrozenDictionary<string, string> _elsewhere = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["entrypoint"] = "command",
        ["cmd"] = "args",
        ["workdir"] = "workingDir",
        ["environment"] = "env",
        ["restart"] = "restartPolicy",
        ["stopgraceperiod"] = "terminationGracePeriodSeconds",
        ["healthcheck"] = "livenessProbe",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The least letters a part of a field must have to be taken for it.</summary>
    private const int LeastPart = 4;

    /// <summary>The field meant by a word, or null.</summary>
    public static string? Find(string word, IEnumerable<string> fields)
    {
        var plain = Plain(word);
        var known = _elsewhere.GetValueOrDefault(plain);
        return fields
            .Where(field => Plain(field) is var other && (other == plain || IsPlural(other, plain) || IsPlural(plain, other) || field == known))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>Whether a field consists of a word and one or more others, before or after it.</summary>
    public static bool IsPart(string word, string field) =>
        word.Length >= LeastPart && field.Length > word.Length
        && ((field.StartsWith(word, StringComparison.OrdinalIgnoreCase) && char.IsUpper(field[word.Length]))
            || (field.EndsWith(word, StringComparison.OrdinalIgnoreCase) && char.IsUpper(field[^word.Length])));

    private static bool IsPlural(string many, string one) =>
        many == one + "s" || many == one + "es" || (one.EndsWith('y') && many == one[..^1] + "ies");

    private static string Plain(string word) =>
        word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
