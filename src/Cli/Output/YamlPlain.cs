using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalPods.Cli.Output;

/// <summary>Which words YAML 1.1, as Go's reader knows it, would not read back as text when written plain.</summary>
internal static partial class YamlPlain
{
    private static readonly string[] DateForms = ["yyyy-M-d", "yyyy-M-dTH:m:s.FFFFFFFK", "yyyy-M-dtH:m:s.FFFFFFFK", "yyyy-M-d H:m:s.FFFFFFF"];

    /// <summary>Whether the word, unquoted, is a text to every reader.</summary>
    public static bool IsText(string word) => word.Length > 0 && word[0] switch
    {
        'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' or '~' => !IsWord(word),
        '.' => !IsWord(word) && !FloatForm().IsMatch(word),
        '+' or '-' => !IsWord(word) && !IsNumber(word),
        >= '0' and <= '9' => !IsNumber(word) && !IsDate(word),
        _ => true,
    };

    private static bool IsWord(string word) => word switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "true" or "True" or "TRUE" => true,
        "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "false" or "False" or "FALSE" => true,
        "~" or "null" or "Null" or "NULL" or ".nan" or ".NaN" or ".NAN" => true,
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" or "-.inf" or "-.Inf" or "-.INF" => true,
        _ => false,
    };

    private static bool IsNumber(string word)
    {
        var plain = word.Replace("_", "", StringComparison.Ordinal);
        return FloatForm().IsMatch(plain) || IntegerForm().IsMatch(plain) || SixtiesForm().IsMatch(word);
    }

    private static bool IsDate(string word) =>
        word.Length >= 8 && word[4] == '-' && DateTimeOffset.TryParseExact(word, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex FloatForm();

    [GeneratedRegex(@"^[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SixtiesForm();
}
