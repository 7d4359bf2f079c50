using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Services, as objects: they have an address, and nothing listens there yet.</summary>
public sealed class ServiceResource : ResourceDefinition<Service>
{
    private const string None = "<none>";

    public ServiceResource()
        : base(new("", "v1", "services", "service", "Service", Namespaced: true) { ShortNames = ["svc"], Categories = ["all"] })
    {
    }

    /// <summary>For those who make the first ones.</summary>
    public static ServiceResource Instance { get; } = new();

    public override ImmutableArray<Subresource> Subresources { get; } = [new("proxy", "ServiceProxyOptions", "create", "delete", "get", "patch", "update")];

    public override ImmutableArray<string> SelectableFields { get; } = ["spec.clusterIP", "spec.type"];

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Type", "string", "How it is reached: inside, on the node, from outside, or as another name."),
        Column.Of("Cluster-IP", "string", "Its address inside; None for a headless one."),
        Column.Of("External-IP", "string", "Its addresses outside."),
        Column.Of("Port(s)", "string", "Its ports, with those on the node."),
        Column.Age,
        Column.Wide("Selector", "string", "Labels of its pods."),
    ];

    protected override TableCells Cells(Service value, DateTimeOffset now) => new(
        value.Metadata.Name,
        value.Spec.Type,
        value.Spec.ClusterIPs.FirstOrDefault() ?? None,
        External(value),
        OrNone(string.Join(',', value.Spec.Ports.Select(p => p.NodePort > 0 ? $"{p.Port}:{p.NodePort}/{p.Protocol}" : $"{p.Port}/{p.Protocol}"))),
        ResourceAge.Since(value.Metadata.CreationTimestamp, now),
        OrNone(string.Join(',', (value.Spec.Selector ?? ImmutableSortedDictionary<string, string>.Empty).Select(s => $"{s.Key}={s.Value}"))));

    protected override Service PrepareForCreate(Service value, AdmissionContext context) => ServiceDefaults.Apply(value) with { Status = new ServiceStatus() };

    protected override ImmutableArray<FieldError> Validate(Service value) => ServiceValidation.ValidateCreate(value);

    protected override Service PrepareForUpdate(Service value, Service existing, AdmissionContext context) =>
        ServiceDefaults.Apply(ServiceDefaults.Keep(ServiceDefaults.Apply(value), existing));

    protected override ImmutableArray<FieldError> ValidateUpdate(Service value, Service existing) => ServiceValidation.ValidateUpdate(value, existing);

    private static string External(Service value)
    {
        var spec = value.Spec;
        var given = string.Join(',', spec.ExternalIPs);
        if (spec.Type == ServiceTypes.ExternalName)
        {
            return spec.ExternalName ?? "";
        }

        if (spec.Type != ServiceTypes.LoadBalancer)
        {
            return OrNone(given);
        }

        var balancer = string.Join(',', value.Status.LoadBalancer.Ingress.Select(i => i.Ip is { Length: > 0 } ip ? ip : i.Hostname));
        balancer = balancer.Length > 16 ? balancer[..13] + "..." : balancer;
        return string.Join(',', new[] { balancer, given }.Where(t => t.Length > 0)) is { Length: > 0 } all ? all : "<pending>";
    }

    private static string OrNone(string text) => text.Length > 0 ? text : None;
}
