using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Nodes.</summary>
public sealed class NodeResource : ResourceDefinition<Node>
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string RoleLabel = "kubernetes.io/role";
    private const string None = "<none>";
    private const string UnknownCell = "<unknown>";

    public NodeResource()
        : base(new("", "v1", "nodes", "node", "Node", Namespaced: false) { ShortNames = ["no"] })
    {
    }

    public override ImmutableArray<Subresource> Subresources { get; } = [new("proxy", "NodeProxyOptions", "create", "delete", "get", "patch", "update")];

    public override ImmutableArray<string> SelectableFields { get; } = ["spec.unschedulable"];

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Status", "string", "Whether the node takes and runs pods."),
        Column.Of("Roles", "string", "Roles of the node, from its labels."),
        Column.Age,
        Column.Of("Version", "string", "Version of the node agent."),
        Column.Wide("Internal-IP", "string", "Address of the node inside the cluster."),
        Column.Wide("External-IP", "string", "Address of the node outside the cluster."),
        Column.Wide("OS-Image", "string", "Operating system of the node."),
        Column.Wide("Kernel-Version", "string", "Version of the kernel."),
        Column.Wide("Container-Runtime", "string", "Container engine and its version."),
    ];

    public override string ReadField(System.Text.Json.JsonElement document, string field) =>
        base.ReadField(document, field) is { Length: > 0 } text ? text : "false";

    protected override TableCells Cells(Node value, DateTimeOffset now) => new(
        value.Metadata.Name,
        StatusOf(value),
        Roles(value),
        ResourceAge.Since(value.Metadata.CreationTimestamp, now),
        value.Status.NodeInfo.KubeletVersion,
        Address(value, "InternalIP"),
        Address(value, "ExternalIP"),
        OrUnknown(value.Status.NodeInfo.OsImage),
        OrUnknown(value.Status.NodeInfo.KernelVersion),
        OrUnknown(value.Status.NodeInfo.ContainerRuntimeVersion));

    protected override ImmutableArray<FieldError> Validate(Node value) => NodeValidation.ValidateCreate(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(Node value, Node existing) => NodeValidation.ValidateUpdate(value, existing);

    /// <summary>Why the node is not ready, in its own words; null when it is, or has not said.</summary>
    public static string? Trouble(JsonElement document)
    {
        var conditions = JsonFields.At(document, "status.conditions");
        return conditions.ValueKind != JsonValueKind.Array
            ? null
            : conditions.EnumerateArray()
                .Where(c => JsonFields.Text(c, "type") == "Ready" && JsonFields.Text(c, "status") == "False")
                .Select(c => JsonFields.Text(c, "message"))
                .FirstOrDefault();
    }

    private static string StatusOf(Node value)
    {
        var ready = value.Status.Conditions.FirstOrDefault(c => c.Type == "Ready");
        var status = ready is null ? "Unknown" : ready.Status == "True" ? "Ready" : "NotReady";
        return value.Spec.Unschedulable == true ? status + ",SchedulingDisabled" : status;
    }

    private static string Roles(Node value)
    {
        var labels = value.Metadata.Labels ?? ImmutableSortedDictionary<string, string>.Empty;
        var roles = labels
            .Select(l => l.Key.StartsWith(RolePrefix, StringComparison.Ordinal) ? l.Key[RolePrefix.Length..] : l.Key == RoleLabel ? l.Value : "")
            .Where(r => r.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return string.Join(',', roles) is { Length: > 0 } text ? text : None;
    }

    private static string Address(Node value, string type) => value.Status.Addresses.FirstOrDefault(a => a.Type == type)?.Address ?? None;

    private static string OrUnknown(string text) => text.Length == 0 ? UnknownCell : text;
}
