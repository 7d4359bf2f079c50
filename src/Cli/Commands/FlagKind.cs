namespace LocalPods.Cli.Commands;

/// <summary>What a flag takes.</summary>
internal enum FlagKind
{
    /// <summary>Nothing, or <c>=true</c> / <c>=false</c>.</summary>
    Switch,

    Text,

    /// <summary>May be given more than once; each value may be a comma-separated list.</summary>
    Texts,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>As Go writes them: <c>1h30m</c>, <c>90s</c>, <c>0</c>.</summary>
    Duration,
}
