using System.Text;
using System.Text.Unicode;
using LocalPods.Api.Names;

namespace LocalPods.Cli.Commands.Create;

/// <summary>The flags that fill config maps and secrets, and what they say, in kubectl's order and words.</summary>
/// <param name="words">How a kind tells of keys.</param>
internal sealed class DataFlags(DataWords words)
{
    private const string FromFile = "from-file";
    private const string FromLiteral = "from-literal";
    private const string FromEnvFile = "from-env-file";

    private readonly SortedDictionary<string, byte[]> _data = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    public static IReadOnlyList<Flag> All { get; } =
    [
        Flag.Texts(FromFile, "A file whose name is the key, KEY=FILE, or a folder of which every file is taken"),
        Flag.Texts(FromLiteral, "A key and its value, KEY=VALUE") with { KeepsCommas = true },
        Flag.Texts(FromEnvFile, "A file with a line KEY=VALUE for each key"),
    ];

    /// <summary>Whether a key was given as text rather than as a file.</summary>
    public bool IsText(string key) => _texts.Contains(key) || Utf8.IsValid(_data[key]);

    /// <summary>Reads all of them.</summary>
    /// <exception cref="CommandException">They do not fit together, or something cannot be read.</exception>
    public IReadOnlyDictionary<string, byte[]> Read(Invocation invocation)
    {
        var flags = invocation.Flags;
        var (files, literals, envFiles) = (flags.Texts(FromFile), flags.Texts(FromLiteral), flags.Texts(FromEnvFile));
        if (envFiles.Count > 0 && files.Count + literals.Count > 0)
        {
            throw CommandException.Error("from-env-file cannot be combined with from-file or from-literal");
        }

        foreach (var source in files)
        {
            AddFile(source);
        }

        foreach (var literal in literals)
        {
            AddLiteral(literal);
        }

        foreach (var path in envFiles)
        {
            AddEnvFile(path, invocation.Environment.Variable);
        }

        return _data;
    }

    private void AddFile(string source)
    {
        var (key, path) = Split(source);
        if (Directory.Exists(path))
        {
            if (source.Contains('=', StringComparison.Ordinal))
            {
                throw CommandException.Error("cannot give a key name for a directory path");
            }

            foreach (var file in Directory.GetFiles(path).Order(StringComparer.Ordinal))
            {
                Add(Path.GetFileName(file), FileBytes.Read(file, "error reading "));
            }
        }
        else
        {
            Add(key, FileBytes.Read(path, "error reading "));
        }
    }

    private static (string Key, string Path) Split(string source) => source.Count(c => c == '=') switch
    {
        0 => (Path.GetFileName(source), source),
        1 when source.StartsWith('=') => throw CommandException.Error($"key name for file path {source[1..]} missing"),
        1 when source.EndsWith('=') => throw CommandException.Error($"file path for key name {source[..^1]} missing"),
        1 => (source[..source.IndexOf('=', StringComparison.Ordinal)], source[(source.IndexOf('=', StringComparison.Ordinal) + 1)..]),
        _ => throw CommandException.Error("key names or file paths cannot contain '='"),
    };

    private void AddLiteral(string literal)
    {
        var equals = literal.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw CommandException.Error($"invalid literal source {literal}, expected key=value");
        }

        AddText(literal[..equals], literal[(equals + 1)..].Trim('"', '\''));
    }

    // A line with a key alone takes the value from the environment.
    private void AddEnvFile(string path, Func<string, string?> variable)
    {
        if (Directory.Exists(path))
        {
            throw CommandException.Error($"env config file {path} cannot be a directory");
        }

        var bytes = FileBytes.Read(path, "error reading ");
        if (!Utf8.IsValid(bytes))
        {
            throw CommandException.Error($"env file {path} contains invalid utf8 bytes");
        }

        foreach (var written in Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n'))
        {
            var line = written.TrimEnd('\r').TrimStart();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? line : line[..equals];
            if (ValidNames.EnvFileVar(key) is { IsEmpty: false } faults)
            {
                throw CommandException.Error($"\"{key}\" is not a valid key name: {string.Join(';', faults)}");
            }

            AddText(key, equals < 0 ? variable(key) ?? "" : line[(equals + 1)..]);
        }
    }

    private void AddText(string key, string value)
    {
        Add(key, Encoding.UTF8.GetBytes(value));
        _texts.Add(key);
    }

    private void Add(string key, byte[] value)
    {
        if (ValidNames.ConfigKey(key) is { IsEmpty: false } faults)
        {
            throw CommandException.Error(words.BadKey(key, string.Join(';', faults)));
        }

        if (!_data.TryAdd(key, value))
        {
            throw CommandException.Error(words.Again(key));
        }
    }
}
