using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Discovery;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>The addresses behind services, in slices.</summary>
public sealed class EndpointSliceResource : ResourceDefinition<EndpointSlice>
{
    private const string Unset = "<unset>";

    public EndpointSliceResource()
        : base(new("discovery.k8s.io", "v1", "endpointslices", "endpointslice", "EndpointSlice", Namespaced: true))
    {
    }

    /// <summary>For those who make the first ones.</summary>
    public static EndpointSliceResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override bool TracksGeneration => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("AddressType", "string", "What the addresses are: IPv4, IPv6 or FQDN."),
        Column.Of("Ports", "string", "Ports of all endpoints."),
        Column.Of("Endpoints", "string", "Addresses of the endpoints."),
        Column.Age,
    ];

    // All of it is what is wished for.
    public override bool IsNewGeneration(JsonObject content, JsonObject existing) =>
        !JsonNode.DeepEquals(content["endpoints"], existing["endpoints"]) || !JsonNode.DeepEquals(content["ports"], existing["ports"]);

    protected override TableCells Cells(EndpointSlice value, DateTimeOffset now) => new(
        value.Metadata.Name,
        value.AddressType,
        EndpointsResource.Few([.. value.Ports.Select(p => p.Port?.ToString(CultureInfo.InvariantCulture) ?? "*")], Unset),
        EndpointsResource.Few([.. value.Endpoints.SelectMany(e => e.Addresses)], Unset),
        ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override EndpointSlice PrepareForCreate(EndpointSlice value, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> Validate(EndpointSlice value) => EndpointValidation.Validate(value, null);

    protected override EndpointSlice PrepareForUpdate(EndpointSlice value, EndpointSlice existing, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(EndpointSlice value, EndpointSlice existing) => EndpointValidation.Validate(value, existing);

    private static EndpointSlice WithDefaults(EndpointSlice value) => value with
    {
        Ports = [.. value.Ports.Select(p => p.Protocol is { Length: > 0 } ? p : p with { Protocol = Protocols.Tcp })],
    };
}
