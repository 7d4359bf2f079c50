using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalPods.Api.Names;

/// <summary>The rules for names of Kubernetes objects and their parts. Each rule answers with what is wrong, in Kubernetes' words; nothing when the name is good.</summary>
public static partial class ValidNames
{
    private const string QualifiedNameRule =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Label1035Rule =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
        + "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string LabelValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string EnvVarRule =
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit "
        + "(e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

    private const string ConfigKeyRule =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
        + "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    /// <summary>Names such as a pod's: lower case labels joined by dots, at most 253 bytes.</summary>
    public static ImmutableArray<string> Subdomain(string name) => Check(name, 253, SubdomainShape(), SubdomainRule);

    /// <summary>Names such as a container's: one lower case label, at most 63 bytes.</summary>
    public static ImmutableArray<string> Label(string name) => Check(name, 63, LabelShape(), LabelRule);

    /// <summary>Names such as a service's: a label that begins with a letter.</summary>
    public static ImmutableArray<string> Label1035(string name) => Check(name, 63, Label1035Shape(), Label1035Rule);

    /// <summary>Values of labels: at most 63 bytes, possibly empty.</summary>
    public static ImmutableArray<string> LabelValue(string value) => Check(value, 63, LabelValueShape(), LabelValueRule);

    /// <summary>Keys of config maps and secrets.</summary>
    public static ImmutableArray<string> ConfigKey(string key) =>
        key is "." ? ["must not be '.'"]
        : key is ".." ? ["must not be '..'"]
        : key.StartsWith("..", StringComparison.Ordinal) ? [.. Check(key, 253, ConfigKeyShape(), ConfigKeyRule), "must not start with '..'"]
        : Check(key, 253, ConfigKeyShape(), ConfigKeyRule);

    /// <summary>Names of environment variables that containers may have.</summary>
    public static ImmutableArray<string> EnvVar(string name) =>
        name.All(c => c is >= ' ' and <= '~' and not '=') ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];

    /// <summary>Names of environment variables that files of them may have, as shells take them.</summary>
    public static ImmutableArray<string> EnvFileVar(string name) =>
        name is "." ? ["must not be '.'"]
        : name is ".." ? ["must not be '..'"]
        : name.StartsWith("..", StringComparison.Ordinal) ? ["must not start with '..'"]
        : EnvVarShape().IsMatch(name) ? []
        : [EnvVarRule];

    /// <summary>Keys of labels and annotations, and other names with an optional domain before a slash.</summary>
    public static ImmutableArray<string> QualifiedName(string name)
    {
        var parts = name.Split('/');
        if (parts.Length > 2)
        {
            return [$"a qualified name {QualifiedNameRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        var faults = ImmutableArray.CreateBuilder<string>();
        if (parts.Length == 2)
        {
            if (parts[0].Length == 0)
            {
                faults.Add("prefix part must be non-empty");
            }
            else
            {
                faults.AddRange(Subdomain(parts[0]).Select(fault => "prefix part " + fault));
            }
        }

        if (parts[^1].Length == 0)
        {
            faults.Add("name part must be non-empty");
        }
        else if (parts[^1].Length > 63)
        {
            faults.Add("name part " + TooLong(63));
        }

        if (!QualifiedNameShape().IsMatch(parts[^1]))
        {
            faults.Add("name part " + QualifiedNameRule);
        }

        return faults.ToImmutable();
    }

    /// <summary>Names of container ports.</summary>
    public static ImmutableArray<string> PortName(string name)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (name.Length > 15)
        {
            faults.Add(TooLong(15));
        }

        if (!name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            faults.Add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }

        if (!name.Any(char.IsAsciiLetterLower))
        {
            faults.Add("must contain at least one letter (a-z)");
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            faults.Add("must not contain consecutive hyphens");
        }

        if (name.StartsWith('-') || name.EndsWith('-'))
        {
            faults.Add("must not begin or end with a hyphen");
        }

        return faults.ToImmutable();
    }

    /// <summary>Names that need only fit in a path, such as a role's.</summary>
    public static ImmutableArray<string> PathSegment(string name) =>
        name is "." ? ["may not be '.'"]
        : name is ".." ? ["may not be '..'"]
        : [.. "/%".Where(c => name.Contains(c, StringComparison.Ordinal)).Select(c => $"may not contain '{c}'")];

    /// <summary>Port numbers.</summary>
    public static ImmutableArray<string> PortNumber(int port) => port is >= 1 and <= 65535 ? [] : ["must be between 1 and 65535, inclusive"];

    /// <summary>What is said of a name with too many bytes.</summary>
    public static string TooLong(int most) => string.Create(CultureInfo.InvariantCulture, $"must be no more than {most} bytes");

    private static ImmutableArray<string> Check(string name, int most, Regex shape, string rule) =>
        (name.Length > most, shape.IsMatch(name)) switch
        {
            (false, true) => [],
            (true, true) => [TooLong(most)],
            (false, false) => [rule],
            (true, false) => [TooLong(most), rule],
        };

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubdomainShape();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelShape();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label1035Shape();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelValueShape();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex QualifiedNameShape();

    [GeneratedRegex(@"^[-._a-zA-Z][-._a-zA-Z0-9]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex EnvVarShape();

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigKeyShape();
}
