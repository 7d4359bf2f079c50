using System.Globalization;

namespace LocalPods.Bench;

/// <summary>Prints figures in columns: what was measured, and the floor or target beside it.</summary>
internal sealed class Report(TextWriter output)
{
    public void Text(string text) => output.WriteLine(text);

    public void Section(string name) => output.WriteLine($"\n{$"[{name}]",-56} {"LocalPods",11} {"floor",11} {"ratio",7}  target");

    /// <summary>The same thing done by LocalPods and by the bare engine; medians.</summary>
    public void Row(string figure, Samples ours, Samples floor, string target = "") =>
        Line(figure, Milliseconds(ours.Median), Milliseconds(floor.Median), (ours.Median / floor.Median).ToString("0.00", CultureInfo.InvariantCulture), target);

    /// <summary>A figure with nothing to hold it against but its target.</summary>
    public void Row(string figure, string value, string target = "") => Line(figure, value, "", "", target);

    public static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString(time.TotalMilliseconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";

    public static string Megabytes(long bytes) => (bytes / 1_000_000.0).ToString("0", CultureInfo.InvariantCulture) + " MB";

    public static string Processors(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private void Line(string figure, string value, string floor, string ratio, string target) =>
        output.WriteLine($"{figure,-56} {value,11} {floor,11} {ratio,7}  {target}".TrimEnd());
}
