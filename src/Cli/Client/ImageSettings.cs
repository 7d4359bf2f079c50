using System.Globalization;
using LocalPods.Api.Durations;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Client;

/// <summary>What a user may change about images. Every flag has an environment variable, for daemons that other commands start.</summary>
/// <param name="MaxParallelPulls">Images pulled at one time.</param>
/// <param name="PullProgressDeadline">A pull in which nothing is downloaded for this long is given up.</param>
/// <param name="HighThresholdPercent">Images are collected when their disk is fuller; 100 never collects.</param>
/// <param name="LowThresholdPercent">Collecting ends when it is no fuller.</param>
/// <param name="MinimumAge">An image is left alone for this long.</param>
public sealed record ImageSettings(
    int MaxParallelPulls, TimeSpan PullProgressDeadline, int HighThresholdPercent, int LowThresholdPercent, TimeSpan MinimumAge)
{
    private const string Parallel = "max-parallel-image-pulls";
    private const string Deadline = "image-pull-progress-deadline";
    private const string High = "image-gc-high-threshold";
    private const string Low = "image-gc-low-threshold";
    private const string Age = "minimum-image-ttl-duration";

    /// <summary>The flags of the daemon, named and preset as the kubelet's.</summary>
    internal static IReadOnlyList<Flag> Flags { get; } =
    [
        Preset(Parallel, "4", "Images pulled at one time; more wait their turn"),
        Preset(Deadline, "1m0s", "A pull in which nothing is downloaded for this long is given up"),
        Preset(High, "85", "Percent of the disk in use above which unused images that LocalPods pulled are removed; 100 removes none"),
        Preset(Low, "80", "Percent of the disk in use down to which images are removed"),
        Preset(Age, "2m0s", "Time for which an image is left alone after it was pulled"),
    ];

    /// <summary>Reads the flags, and the variables of those that were not given.</summary>
    /// <exception cref="CommandException">A value makes no sense.</exception>
    internal static ImageSettings Read(ParsedFlags flags, Func<string, string?> variable)
    {
        var settings = new ImageSettings(
            Number(Parallel, 1, 1000), Time(Deadline, TimeSpan.FromSeconds(1)), Number(High, 0, 100), Number(Low, 0, 100), Time(Age, TimeSpan.Zero));
        return settings.LowThresholdPercent < settings.HighThresholdPercent
            ? settings
            : throw CommandException.Error($"--{Low} ({settings.LowThresholdPercent}) must be less than --{High} ({settings.HighThresholdPercent})");

        (string Name, string Text) Value(string name)
        {
            var from = Variable(name);
            return !flags.Given(name) && variable(from) is { Length: > 0 } set ? (from, set) : ($"--{name}", flags.Text(name));
        }

        int Number(string name, int least, int most)
        {
            var (from, text) = Value(name);
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw CommandException.Error($"invalid {from} \"{text}\": a whole number from {least} to {most}");
        }

        TimeSpan Time(string name, TimeSpan least)
        {
            var (from, text) = Value(name);
            return GoDuration.TryParse(text, out var time) && time >= least && time <= TimeSpan.FromDays(365)
                ? time
                : throw CommandException.Error($"invalid {from} \"{text}\": a duration such as 30s or 1h30m, at least {GoDuration.Format(least)}");
        }
    }

    private static Flag Preset(string name, string preset, string help) => Flag.Text(name, $"{help} (${Variable(name)})", otherwise: preset);

    private static string Variable(string flag) => $"LOCALPODS_{flag.Replace('-', '_').ToUpperInvariant()}";
}
