using System.Globalization;
using System.Text.Json;
using LocalPods.Api.Quantities;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Top;

/// <summary>Processors and memory in use, as kubectl prints them.</summary>
/// <param name="MilliCores">Thousandths of a processor.</param>
/// <param name="Bytes">Of memory.</param>
internal readonly record struct Usage(long MilliCores, long Bytes)
{
    public static IReadOnlyList<string> SortFields { get; } = ["cpu", "memory"];

    public string Cpu => string.Create(CultureInfo.InvariantCulture, $"{MilliCores}m");

    public string Memory => string.Create(CultureInfo.InvariantCulture, $"{Bytes / (1024 * 1024)}Mi");

    public static Usage operator +(Usage a, Usage b) => new(a.MilliCores + b.MilliCores, a.Bytes + b.Bytes);

    /// <summary>Reads <c>{cpu, memory}</c>.</summary>
    public static Usage Read(JsonElement amounts) => new(Amount(amounts, "cpu").MilliValue, Amount(amounts, "memory").Value);

    /// <summary>The value of <c>--sort-by</c>; empty when it was not given.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static string SortBy(ParsedFlags flags) =>
        flags.Text("sort-by") is var field && (field.Length == 0 || SortFields.Contains(field)) ? field : throw CommandException.Error("--sort-by accepts only cpu or memory");

    /// <summary>The hungriest first when a field is named, else as they are named.</summary>
    public static IEnumerable<T> Sort<T>(IEnumerable<T> all, string field, Func<T, Usage> usage, Func<T, string> name) => field switch
    {
        "cpu" => all.OrderByDescending(one => usage(one).MilliCores).ThenBy(name, StringComparer.Ordinal),
        "memory" => all.OrderByDescending(one => usage(one).Bytes).ThenBy(name, StringComparer.Ordinal),
        _ => all.OrderBy(name, StringComparer.Ordinal),
    };

    private static Quantity Amount(JsonElement amounts, string name) => Quantity.TryParse(amounts.Text(name), out var amount) ? amount : default;
}
