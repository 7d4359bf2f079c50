using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Values of <c>fieldRef</c> and <c>resourceFieldRef</c> (spec 2.4).</summary>
internal static class FieldReferences
{
    public static string Field(PodSetting setting, string path)
    {
        var pod = setting.Pod;
        return path switch
        {
            "metadata.name" => pod.Metadata.Name ?? "",
            "metadata.namespace" => pod.Metadata.Namespace ?? "",
            "metadata.uid" => pod.Metadata.Uid ?? "",
            "spec.nodeName" => setting.Node.Name,
            "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "default",
            "status.podIP" => setting.PodIps.FirstOrDefault() ?? "",
            "status.podIPs" => string.Join(',', setting.PodIps),
            "status.hostIP" => setting.Node.HostIps.FirstOrDefault() ?? "",
            "status.hostIPs" => string.Join(',', setting.Node.HostIps),
            _ when Key(path, "metadata.labels") is { } label => pod.Metadata.Labels?.GetValueOrDefault(label) ?? "",
            _ when Key(path, "metadata.annotations") is { } note => pod.Metadata.Annotations?.GetValueOrDefault(note) ?? "",
            _ => throw new ContainerConfigException($"unsupported fieldPath: {path}"),
        };
    }

    public static string Resource(PodSetting setting, Container owner, ResourceFieldSelector reference)
    {
        var container = string.IsNullOrEmpty(reference.ContainerName)
            ? owner
            : setting.Pod.Spec.Containers.Concat(setting.Pod.Spec.InitContainers).FirstOrDefault(c => c.Name == reference.ContainerName)
                ?? throw new ContainerConfigException($"container {reference.ContainerName} not found");
        var (list, name) = reference.Resource.Split('.', 2) is [var l, var n]
            ? (l, n)
            : throw new ContainerConfigException($"unsupported container resource: {reference.Resource}");
        var amounts = list switch
        {
            "limits" => container.Resources.Limits,
            "requests" => container.Resources.Requests,
            _ => throw new ContainerConfigException($"unsupported container resource: {reference.Resource}"),
        };
        var amount = amounts is not null && amounts.TryGetValue(name, out var set) ? set : list == "limits" ? OfNode(setting.Node, name) : default;
        return Divide(amount, reference.Divisor, name).ToString(CultureInfo.InvariantCulture);
    }

    private static Quantity OfNode(NodeSetting node, string resource) => resource switch
    {
        "cpu" => Quantity.FromValue(node.Cpus, QuantityFormat.DecimalSI),
        "memory" => Quantity.FromValue(node.MemoryBytes, QuantityFormat.BinarySI),
        "ephemeral-storage" => Quantity.FromValue(node.DiskBytes, QuantityFormat.BinarySI),
        _ => default,
    };

    // Rounded up. Processor time is divided in thousandths, for a divisor of 1m.
    private static long Divide(Quantity amount, Quantity divisor, string resource)
    {
        var (value, by) = resource == "cpu"
            ? (amount.MilliValue, divisor.IsZero ? 1000 : divisor.MilliValue)
            : (amount.Value, divisor.IsZero ? 1 : divisor.Value);
        return by <= 0 ? 0 : (value / by) + (value % by > 0 ? 1 : 0);
    }

    private static string? Key(string path, string map) =>
        path.StartsWith(map + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal)
            ? path[(map.Length + 2)..^2]
            : null;
}
