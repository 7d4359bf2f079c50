using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Gives services their address and their ports on the node, and refuses those that others have (spec: api 23, workloads 10).</summary>
/// <remarks>
/// What is taken stands in the services themselves, so a deleted one frees it. What was given to one that is not stored yet is
/// remembered until it is.
/// </remarks>
internal sealed class ServiceAllocation(IObjectStore store, Random random) : IAdmission
{
    private const string Resource = "services";
    private const uint Network = (10u << 24) | (96u << 16);
    private const int Addresses = 1 << 20;
    private const int FirstForAnybody = 257; // the lower ones are for those who choose theirs
    private const int FirstNodePort = 30000;
    private const int NodePorts = 2768;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServiceSpec> _given = new(StringComparer.Ordinal);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Definition.Names.Qualified != Resource)
        {
            return ValueTask.CompletedTask;
        }

        var service = request.Read<Service>();
        lock (_gate)
        {
            var others = store.All<Service>(Resource, null).Where(s => s.Metadata.Uid != request.Uid).Select(s => s.Spec)
                .Concat(_given.Where(g => g.Key != request.Uid).Select(g => g.Value)).ToList();
            var faults = new FieldErrors();
            var spec = WithNodePorts(WithAddress(service.Spec, others, faults), others, faults);
            if (faults.ToImmutable() is { IsEmpty: false } all)
            {
                throw new ApiException(InvalidStatus.Of(request.Definition.Names.Kind, request.Definition.Names.Group, request.Name, all));
            }

            request.Replace(service with { Spec = spec });
            _given[request.Uid] = spec;
            request.WhenOver(() => Forget(request.Uid));
        }

        return ValueTask.CompletedTask;
    }

    private void Forget(string uid)
    {
        lock (_gate)
        {
            _given.Remove(uid);
        }
    }

    private ServiceSpec WithAddress(ServiceSpec spec, List<ServiceSpec> others, FieldErrors faults)
    {
        if (!ServiceDefaults.HasAddress(spec) || spec.ClusterIP == ServiceTypes.NoClusterIP)
        {
            return spec;
        }

        var taken = others.SelectMany(o => o.ClusterIPs).ToHashSet(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(spec.ClusterIP))
        {
            var offset = FirstForAnybody + random.Next(Addresses - FirstForAnybody - 1);
            for (var tries = 0; tries < Addresses; tries++, offset = offset + 1 < Addresses - 1 ? offset + 1 : 1)
            {
                if (Text(Network + (uint)offset) is var free && taken.Add(free))
                {
                    return spec with { ClusterIP = free, ClusterIPs = [free] };
                }
            }
        }
        else if (IPAddress.TryParse(spec.ClusterIP, out var asked) && asked.AddressFamily == AddressFamily.InterNetwork)
        {
            var fault = !IsInside(asked) ? "provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/12"
                : taken.Contains(spec.ClusterIP) ? "provided IP is already allocated"
                : null;
            if (fault is not null)
            {
                faults.InvalidGoList("spec.clusterIPs", [spec.ClusterIP], $"failed to allocated ip:{spec.ClusterIP} with error:{fault}");
            }
        }

        return spec; // what is no address at all is refused by the rules of the kind
    }

    private ServiceSpec WithNodePorts(ServiceSpec spec, List<ServiceSpec> others, FieldErrors faults)
    {
        if (!ServiceDefaults.HasNodePorts(spec))
        {
            return spec;
        }

        var taken = others.SelectMany(o => o.Ports).Where(p => p.NodePort > 0).Select(p => (p.NodePort!.Value, p.Protocol ?? Protocols.Tcp)).ToHashSet();
        var asked = spec.Ports.Where(p => p.NodePort > 0).Select(p => (p.NodePort!.Value, p.Protocol ?? Protocols.Tcp)).ToHashSet();
        var ports = spec.Ports.ToBuilder();
        for (var i = 0; i < ports.Count; i++)
        {
            var protocol = ports[i].Protocol ?? Protocols.Tcp;
            if (ports[i].NodePort is { } given and > 0)
            {
                var fault = given is < FirstNodePort or >= FirstNodePort + NodePorts ? "provided port is not in the valid range. The range of valid ports is 30000-32767"
                    : taken.Contains((given, protocol)) ? "provided port is already allocated"
                    : null;
                if (fault is not null)
                {
                    faults.Invalid($"spec.ports[{i}].nodePort", given, fault);
                }

                continue;
            }

            var first = random.Next(NodePorts);
            var free = Enumerable.Range(0, NodePorts).Select(n => FirstNodePort + ((first + n) % NodePorts))
                .FirstOrDefault(p => !taken.Contains((p, protocol)) && !asked.Contains((p, protocol)));
            asked.Add((free, protocol));
            ports[i] = ports[i] with { NodePort = free };
        }

        return spec with { Ports = ports.ToImmutable() };
    }

    private static bool IsInside(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var number = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        return number > Network && number < Network + Addresses - 1;
    }

    private static string Text(uint address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}");
}
