using System.Collections.Immutable;
using System.Text;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules that the data of config maps and of secrets have in common.</summary>
internal static class ConfigDataValidation
{
    /// <summary>Bytes of all values of an object together.</summary>
    public const int MostBytes = 1024 * 1024;

    private const string Frozen = "field is immutable when `immutable` is set";

    /// <summary>Checks the names of keys.</summary>
    public static void Keys(string path, IEnumerable<string> keys, FieldErrors errors)
    {
        foreach (var key in keys)
        {
            errors.Faults($"{path}[{key}]", key, ValidNames.ConfigKey(key));
        }
    }

    /// <summary>Checks how much there is.</summary>
    public static void Size(
        ImmutableSortedDictionary<string, string>? texts, ImmutableSortedDictionary<string, byte[]>? bytes, FieldErrors errors)
    {
        var total = (texts?.Values.Sum(t => (long)Encoding.UTF8.GetByteCount(t)) ?? 0) + (bytes?.Values.Sum(b => (long)b.Length) ?? 0);
        if (total > MostBytes)
        {
            errors.TooLong("[]", MostBytes);
        }
    }

    /// <summary>Checks a change of an object that was declared immutable.</summary>
    public static void Immutability(bool? now, bool? before, FieldErrors errors, params ReadOnlySpan<(string Path, bool Changed)> fields)
    {
        if (before is not true)
        {
            return;
        }

        if (now is not true)
        {
            errors.Forbidden("immutable", Frozen);
        }

        foreach (var (path, changed) in fields)
        {
            if (changed)
            {
                errors.Forbidden(path, Frozen);
            }
        }
    }

    public static bool Differ(ImmutableSortedDictionary<string, string>? a, ImmutableSortedDictionary<string, string>? b) =>
        (a?.Count ?? 0) != (b?.Count ?? 0) || (a is not null && b is not null && !a.SequenceEqual(b));

    public static bool Differ(ImmutableSortedDictionary<string, byte[]>? a, ImmutableSortedDictionary<string, byte[]>? b) =>
        (a?.Count ?? 0) != (b?.Count ?? 0)
        || (a is not null && b is not null && !a.Zip(b).All(p => p.First.Key == p.Second.Key && p.First.Value.AsSpan().SequenceEqual(p.Second.Value)));
}
