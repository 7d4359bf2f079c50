using System.Globalization;
using System.Text.Json;
using LocalPods.Api.Durations;
using LocalPods.Api.Quantities;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A node as <c>describe node</c> prints it. Nodes here have no leases, so there is no line about one.</summary>
internal static class NodeDescription
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    private static readonly (string Label, string Field)[] System =
    [
        ("Machine ID", "machineID"), ("System UUID", "systemUUID"), ("Boot ID", "bootID"), ("Kernel Version", "kernelVersion"), ("OS Image", "osImage"),
        ("Operating System", "operatingSystem"), ("Architecture", "architecture"), ("Container Runtime Version", "containerRuntimeVersion"),
        ("Kubelet Version", "kubeletVersion"), ("Kube-Proxy Version", "kubeProxyVersion"),
    ];

    /// <param name="node">As served.</param>
    /// <param name="pods">The pods on it that have not ended, in the order to show them.</param>
    /// <param name="events">About the node; null when they were not asked for.</param>
    /// <param name="clock">What ages are measured against, and the zone that times are shown in.</param>
    public static string Write(JsonElement node, IReadOnlyList<JsonElement> pods, IReadOnlyList<JsonElement>? events, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        var (metadata, spec, status) = (node.Field("metadata"), node.Field("spec"), node.Field("status"));
        to.Field(0, "Name", metadata.Text("name"));
        var roles = metadata.Field("labels").Sorted().Where(l => l.Name.StartsWith(RolePrefix, StringComparison.Ordinal)).Select(l => l.Name[RolePrefix.Length..]).ToList();
        to.Field(0, "Roles", roles.Count > 0 ? string.Join(',', roles) : "<none>");
        MetadataDescription.WriteLabels(to, metadata);
        to.Field(0, "CreationTimestamp", to.Time(metadata.Field("creationTimestamp")));
        to.Fields(0, "Taints", [.. spec.Field("taints").Items().Select(Taint)]);
        to.Field(0, "Unschedulable", spec.Field("unschedulable").IsTrue() ? "true" : "false");
        WriteConditions(to, status.Field("conditions"));
        to.Heading(0, "Addresses:");
        foreach (var address in status.Field("addresses").Items())
        {
            to.Field(1, address.Text("type"), address.Text("address"));
        }

        WriteAmounts(to, "Capacity", status.Field("capacity"));
        WriteAmounts(to, "Allocatable", status.Field("allocatable"));
        to.Heading(0, "System Info:");
        foreach (var (label, field) in System)
        {
            to.Field(1, label, status.Field("nodeInfo").Text(field));
        }

        to.OptionalField(0, "PodCIDR", spec.Text("podCIDR"));
        to.OptionalField(0, "PodCIDRs", string.Join(',', spec.Field("podCIDRs").Items().Select(c => c.Text())));
        WritePods(to, pods, status.Field("allocatable"));
        if (events is not null)
        {
            EventDescription.Write(to, events);
        }

        return to.ToString();
    }

    private static void WriteConditions(DescriptionWriter to, JsonElement conditions)
    {
        to.Heading(0, "Conditions:");
        to.Line(1, "Type", "Status", "LastHeartbeatTime", "LastTransitionTime", "Reason", "Message");
        to.Line(1, "----", "------", "-----------------", "------------------", "------", "-------");
        foreach (var condition in conditions.Items())
        {
            to.Line(
                1,
                condition.Text("type") + " ",
                condition.Text("status") + " ",
                to.Time(condition.Field("lastHeartbeatTime")) + " ",
                to.Time(condition.Field("lastTransitionTime")) + " ",
                condition.Text("reason") + " ",
                condition.Text("message"));
        }
    }

    private static void WriteAmounts(DescriptionWriter to, string title, JsonElement amounts)
    {
        to.Heading(0, title + ":");
        foreach (var (name, amount) in amounts.Sorted())
        {
            to.Field(1, name, amount.Text());
        }
    }

    private static void WritePods(DescriptionWriter to, IReadOnlyList<JsonElement> pods, JsonElement allocatable)
    {
        to.Field(0, "Non-terminated Pods", string.Create(CultureInfo.InvariantCulture, $"({pods.Count} in total)"));
        to.Line(1, "Namespace", "Name", "", "CPU Requests", "CPU Limits", "Memory Requests", "Memory Limits", "Age");
        to.Line(1, "---------", "----", "", "------------", "----------", "---------------", "-------------", "---");
        foreach (var pod in pods)
        {
            var (cpu, memory) = (PodResources.Of(pod, "cpu"), PodResources.Of(pod, "memory"));
            to.Line(
                1,
                pod.Field("metadata").Text("namespace"),
                pod.Field("metadata").Text("name"),
                "",
                Share(cpu.Request, allocatable, "cpu"),
                Share(cpu.Limit, allocatable, "cpu"),
                Share(memory.Request, allocatable, "memory"),
                Share(memory.Limit, allocatable, "memory"),
                ResourceAge.Since(pod.Field("metadata", "creationTimestamp").Time(), to.Now));
        }

        to.Heading(0, "Allocated resources:");
        to.Heading(1, "(Total limits may be over 100 percent, i.e., overcommitted.)");
        to.Line(1, "Resource", "Requests", "Limits");
        to.Line(1, "--------", "--------", "------");
        foreach (var resource in (string[])["cpu", "memory", "ephemeral-storage"])
        {
            var all = pods.Select(p => PodResources.Of(p, resource)).ToList();
            to.Line(
                1,
                resource,
                Share(all.Aggregate(default(Quantity), (sum, p) => sum + p.Request), allocatable, resource),
                Share(all.Aggregate(default(Quantity), (sum, p) => sum + p.Limit), allocatable, resource));
        }
    }

    /// <summary>An amount and how much it is of what the node has, in whole percent cut.</summary>
    private static string Share(Quantity amount, JsonElement allocatable, string resource)
    {
        var all = PodResources.Read(allocatable, resource);
        var percent = all.IsZero ? 0 : (long)(amount.MilliValue / (double)all.MilliValue * 100);
        return string.Create(CultureInfo.InvariantCulture, $"{amount} ({percent}%)");
    }

    private static string Taint(JsonElement taint)
    {
        var value = taint.Text("value");
        return $"{taint.Text("key")}{(value.Length > 0 ? "=" + value : "")}:{taint.Text("effect")}";
    }
}
