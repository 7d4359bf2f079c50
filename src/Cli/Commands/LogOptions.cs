using System.Globalization;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>What of a log is asked for, and how it is shown.</summary>
internal sealed record LogOptions
{
    private const int TailWithSelector = 10;

    public bool Follow { get; init; }

    public bool Prefix { get; init; }

    public bool IgnoreErrors { get; init; }

    /// <summary>How long a followed container may take to start.</summary>
    public TimeSpan StartLimit { get; init; }

    /// <summary>The parameters that do not depend on the container.</summary>
    public required (string Name, string? Value)[] Parameters { get; init; }

    /// <summary>A log as it is, to its end.</summary>
    public static LogOptions Plain { get; } = new() { Parameters = [] };

    public static LogOptions Read(ParsedFlags flags, bool selected)
    {
        var tail = flags.Given("tail") || !selected ? flags.Number("tail") : TailWithSelector;
        var since = (long)Math.Round(flags.Duration("since").TotalSeconds, MidpointRounding.AwayFromZero);
        var limit = flags.Number("limit-bytes");
        return new LogOptions
        {
            Follow = flags.On("follow"),
            Prefix = flags.On("prefix"),
            IgnoreErrors = flags.On("ignore-errors"),
            StartLimit = flags.Duration("pod-running-timeout"),
            Parameters =
            [
                ("follow", flags.On("follow") ? "true" : null),
                ("previous", flags.On("previous") ? "true" : null),
                ("sinceSeconds", since > 0 ? since.ToString(CultureInfo.InvariantCulture) : null),
                ("sinceTime", flags.Text("since-time")),
                ("timestamps", flags.On("timestamps") ? "true" : null),
                ("tailLines", tail >= 0 ? tail.ToString(CultureInfo.InvariantCulture) : null),
                ("limitBytes", limit > 0 ? limit.ToString(CultureInfo.InvariantCulture) : null),
            ],
        };
    }

    public string TargetOf(PodLog log) =>
        UrlText.WithQuery($"{ResourceCatalog.Pods.Item(log.Namespace, log.Pod)}/log", [("container", log.Container), .. Parameters]);
}
