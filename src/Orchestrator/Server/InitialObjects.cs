using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Discovery;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Access;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Storage;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server;

/// <summary>Objects that every cluster has: its first namespaces, the priority classes of the system, and the service <c>kubernetes</c>.</summary>
internal static class InitialObjects
{
    private const string Default = "default";
    private const string Kubernetes = "kubernetes";
    private const string Address = "10.96.0.1"; // the first of the range
    private const int HttpsPort = 443;

    /// <summary>Creates what is missing; does nothing on a store that was used before.</summary>
    /// <param name="objects">Creates them.</param>
    /// <param name="withStorage">There is a class of storage from the start.</param>
    /// <param name="cancellationToken">Abandons it; the next start goes on.</param>
    public static async Task EnsureAsync(ObjectRegistry objects, bool withStorage, CancellationToken cancellationToken)
    {
        foreach (var name in NamespaceResource.Initial)
        {
            var content = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
            await EnsureAsync(objects, NamespaceResource.Instance, name, content, cancellationToken);
        }

        foreach (var (name, priority) in PriorityClassValidation.OfSystem)
        {
            await EnsureAsync(objects, PriorityClassResource.Instance, name, ApiJson.ToJson(priority), cancellationToken);
        }

        if (withStorage)
        {
            await EnsureAsync(objects, StorageClassResource.Instance, LocalPathProvisioner.ClassName, ApiJson.ToJson(LocalPathProvisioner.Class), cancellationToken);
        }

        foreach (var (definition, content) in OfTheServer())
        {
            await EnsureAsync(objects, definition, Kubernetes, content, cancellationToken);
        }
    }

    // The server as a service. It listens on this machine alone, so there are no endpoints that pods could reach.
    private static IEnumerable<(ResourceDefinition Definition, JsonObject Content)> OfTheServer()
    {
        yield return (ServiceResource.Instance, ApiJson.ToJson(new Service
        {
            Metadata = Labelled(("component", "apiserver"), ("provider", "kubernetes")),
            Spec = new ServiceSpec { ClusterIP = Address, ClusterIPs = [Address], Ports = [new ServicePort { Name = "https", Port = HttpsPort, TargetPort = HttpsEndpoint.FirstPort, Protocol = Protocols.Tcp }] },
        }));
        yield return (EndpointsResource.Instance, ApiJson.ToJson(new Endpoints { Metadata = Labelled(("endpointslice.kubernetes.io/skip-mirror", "true")) }));
        yield return (EndpointSliceResource.Instance, ApiJson.ToJson(new EndpointSlice { Metadata = Labelled(("kubernetes.io/service-name", Kubernetes)), AddressType = "IPv4" }));
    }

    private static ObjectMeta Labelled(params (string Key, string Value)[] labels) =>
        new() { Name = Kubernetes, Labels = labels.ToImmutableSortedDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal) };

    private static async Task EnsureAsync(
        ObjectRegistry objects, ResourceDefinition definition, string name, JsonObject content, CancellationToken cancellationToken)
    {
        var @namespace = definition.Names.Namespaced ? Default : null;
        if (objects.Store.Get(new ObjectKey(definition.StoredAs, @namespace ?? "", name)) is not null)
        {
            return;
        }

        try
        {
            await objects.CreateAsync(definition, @namespace, content, WriteOrigin.Server, cancellationToken);
        }
        catch (ApiException e) when (definition.Names.Namespaced || e.Status.Reason == "AlreadyExists")
        {
            // Somebody else was first, which is as good; or has the address, or a quota leaves no room, and nothing depends on it.
        }
    }
}
