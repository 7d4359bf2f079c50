namespace LocalPods.Cli.Commands.Create;

/// <summary>How a kind tells of keys that cannot be.</summary>
/// <param name="BadKey">Of a key that is no key, and why.</param>
/// <param name="Again">Of a key that was given before.</param>
internal sealed record DataWords(Func<string, string, string> BadKey, Func<string, string> Again);
