using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>The addresses behind services, in the older form.</summary>
public sealed class EndpointsResource : ResourceDefinition<Endpoints>
{
    private const int MostShown = 3;

    public EndpointsResource()
        : base(new("", "v1", "endpoints", "endpoints", "Endpoints", Namespaced: true) { ShortNames = ["ep"] })
    {
    }

    /// <summary>For those who make the first ones.</summary>
    public static EndpointsResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override bool CreatesOnUpdate => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } = [Column.Name, Column.Of("Endpoints", "string", "Addresses that are ready, with their ports."), Column.Age];

    /// <summary>The first few of many, and how many more there are.</summary>
    internal static string Few(IReadOnlyList<string> texts, string none) =>
        texts.Count == 0 ? none
        : texts.Count <= MostShown ? string.Join(',', texts)
        : $"{string.Join(',', texts.Take(MostShown))} + {texts.Count - MostShown} more...";

    protected override TableCells Cells(Endpoints value, DateTimeOffset now) =>
        new(value.Metadata.Name, Few([.. value.Subsets.SelectMany(Shown)], "<none>"), ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override Endpoints PrepareForCreate(Endpoints value, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> Validate(Endpoints value) => EndpointValidation.Validate(value, null);

    protected override Endpoints PrepareForUpdate(Endpoints value, Endpoints existing, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(Endpoints value, Endpoints existing) => EndpointValidation.Validate(value, existing);

    private static IEnumerable<string> Shown(EndpointSubset subset) => subset.Ports.IsEmpty
        ? subset.Addresses.Select(a => a.Ip)
        : subset.Ports.SelectMany(p => subset.Addresses.Select(a => $"{(a.Ip.Contains(':', StringComparison.Ordinal) ? $"[{a.Ip}]" : a.Ip)}:{p.Port}"));

    private static Endpoints WithDefaults(Endpoints value) => value with
    {
        Subsets = [.. value.Subsets.Select(s => s with { Ports = [.. s.Ports.Select(p => p.Protocol is { Length: > 0 } ? p : p with { Protocol = Protocols.Tcp })] })],
    };
}
