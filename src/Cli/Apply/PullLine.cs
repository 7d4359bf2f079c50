using System.Globalization;
using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Apply;

/// <summary>One pull in one line: <c>busybox:1.32.0  [====>     ] 1/3 layers, 1.2 MB of 3.4 MB</c>. Pure.</summary>
internal static class PullLine
{
    private const int BarWidth = 20;

    /// <summary>The line about a pull as the daemon tells it.</summary>
    /// <param name="pull">What it tells.</param>
    /// <param name="width">Room for the name, so that lines below each other line up.</param>
    /// <param name="colours">Of the terminal.</param>
    public static PaintedLine Of(JsonElement pull, int width, Palette colours)
    {
        var image = SafeText.Escape(pull.Text("image")).PadRight(width);
        var (tone, text) = pull.Text("phase") switch
        {
            "Waiting" => (Tone.Faint, "waits until other images are pulled"),
            "Done" => (Tone.Good, $"pulled in {pull.Number("seconds").ToString("0.0", CultureInfo.InvariantCulture)}s{Size(pull)}"),
            "Failed" => (Tone.Bad, "could not be pulled"),
            _ => (Tone.Accent, Progress(pull)),
        };
        return new PaintedLine($"{image}  {text}", line => line.Length > image.Length ? image + colours.Paint(tone, line[image.Length..]) : line);
    }

    private static string Progress(JsonElement pull)
    {
        var (layers, done, bytes, total) = (pull.Number("layers"), pull.Number("layersDone"), pull.Number("bytes"), pull.Number("totalBytes"));
        if (layers == 0)
        {
            return "pulling: asks the registry";
        }

        var counted = $"{done}/{layers} {(layers == 1 ? "layer" : "layers")}";
        return total == 0 ? $"{Bar(done / layers)} {counted}" : $"{Bar(bytes / total)} {counted}, {Amount(bytes)} of {Amount(total)}";
    }

    private static string Bar(double part)
    {
        var full = (int)(Math.Clamp(part, 0, 1) * BarWidth);
        return $"[{new string('=', full)}{(full < BarWidth ? ">" : "")}{new string(' ', Math.Max(0, BarWidth - full - 1))}]";
    }

    private static string Size(JsonElement pull) => pull.Number("totalBytes") is > 0 and var total ? $", {Amount(total)}" : "";

    private static string Amount(double bytes) => (bytes switch
    {
        >= 1e9 => (bytes / 1e9, "GB"),
        >= 1e6 => (bytes / 1e6, "MB"),
        >= 1e3 => (bytes / 1e3, "kB"),
        _ => (bytes, "B"),
    }) is var (number, unit) ? string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}") : "";

    private static double Number(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0;
}
