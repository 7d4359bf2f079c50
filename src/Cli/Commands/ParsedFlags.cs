using System.Globalization;
using LocalPods.Api.Durations;

namespace LocalPods.Cli.Commands;

/// <summary>The flags of one command line, each with its default where it was not given.</summary>
internal sealed class ParsedFlags(IReadOnlyList<Flag> known)
{
    private readonly Dictionary<string, List<string>> _given = new(StringComparer.Ordinal);

    /// <summary>Keeps a value; refuses one that its flag cannot hold.</summary>
    /// <exception cref="UsageException">The value does not fit the flag.</exception>
    public void Set(Flag flag, string value)
    {
        var fits = flag.Kind switch
        {
            FlagKind.Switch => IsTrue(value) is not null,
            FlagKind.Number => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            FlagKind.Duration => GoDuration.TryParse(value, out _),
            FlagKind.Text or FlagKind.Texts => true,
        };
        if (!fits)
        {
            var name = flag.Letter == '\0' ? $"--{flag.Name}" : $"-{flag.Letter}, --{flag.Name}";
            var wants = flag.Kind switch
            {
                FlagKind.Switch => "true or false",
                FlagKind.Number => "a whole number",
                FlagKind.Duration => "a duration such as 30s or 1h30m",
                FlagKind.Text or FlagKind.Texts => "text",
            };
            throw new UsageException($"invalid argument \"{value}\" for \"{name}\" flag: it takes {wants}");
        }

        if (!_given.TryGetValue(flag.Name, out var values))
        {
            _given[flag.Name] = values = [];
        }

        if (flag.Kind == FlagKind.Texts)
        {
            values.AddRange(flag.KeepsCommas ? [value] : value.Split(','));
        }
        else
        {
            values.Clear();
            values.Add(value);
        }
    }

    /// <summary>As <see cref="Given(string)"/>; a switch counts only when it is on.</summary>
    public bool Given(Flag flag) => Given(flag.Name) && (flag.Kind != FlagKind.Switch || On(flag.Name));

    /// <summary>The value, several of them with commas between; empty for a switch that is off.</summary>
    public string Joined(string name) => string.Join(',', Texts(name));

    public bool Given(string name) => _given.ContainsKey(name);

    public bool On(string name) => IsTrue(Text(name)) ?? false;

    public string Text(string name) => _given.TryGetValue(name, out var values) ? values[^1] : Find(name).Default;

    public IReadOnlyList<string> Texts(string name) => _given.TryGetValue(name, out var values) ? values : [];

    public int Number(string name) => int.Parse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public TimeSpan Duration(string name) => GoDuration.TryParse(Text(name), out var duration) ? duration : TimeSpan.Zero;

    private static bool? IsTrue(string value) => value switch
    {
        "true" or "1" or "t" or "T" or "TRUE" or "True" => true,
        "false" or "0" or "f" or "F" or "FALSE" or "False" => false,
        _ => null,
    };

    private Flag Find(string name)
    {
        foreach (var flag in known)
        {
            if (flag.Name == name)
            {
                return flag;
            }
        }

        throw new System.Diagnostics.UnreachableException($"the command asks for its flag --{name}, which it does not have");
    }
}
