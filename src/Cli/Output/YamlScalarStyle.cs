namespace LocalPods.Cli.Output;

/// <summary>How a text is written in YAML.</summary>
internal enum YamlScalarStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}
