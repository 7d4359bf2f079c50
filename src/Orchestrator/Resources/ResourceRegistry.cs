using System.Diagnostics.CodeAnalysis;

namespace LocalPods.Orchestrator.Resources;

/// <summary>The kinds an API server serves: those of its own, and those that were added to it. Any thread may ask; one adds.</summary>
public sealed class ResourceRegistry
{
    private volatile ServedKinds _served;

    public ResourceRegistry(IEnumerable<ResourceDefinition> definitions)
    {
        BuiltIn = [.. definitions];
        _served = new(BuiltIn);
    }

    /// <summary>Kinds that are always served.</summary>
    public ImmutableArray<ResourceDefinition> BuiltIn { get; }

    /// <summary>In the order discovery shows them.</summary>
    public ImmutableArray<ResourceDefinition> All => _served.All;

    /// <summary>What is served just now; another one after every change.</summary>
    public ServedKinds Served => _served;

    /// <summary>Serves these besides the kinds of its own, and none that was added before and is not among them.</summary>
    public void Add(IEnumerable<ResourceDefinition> added) => _served = new([.. BuiltIn, .. added]);

    /// <summary>Every kind that LocalPods serves.</summary>
    /// <param name="backoffs">The waits that the table of pods shows; null for a server without a node.</param>
    public static ResourceRegistry Default(Pods.PodBackoffs? backoffs = null)
    {
        var events = new EventResource();
        return new(
        [
            new PodBindingResource(),
            new ConfigMapResource(),
            EndpointsResource.Instance,
            events,
            new LeaseResource(),
            new LimitRangeResource(),
            new NamespaceResource(),
            new NodeResource(),
            PersistentVolumeClaimResource.Instance,
            PersistentVolumeResource.Instance,
            new PodResource(backoffs),
            PriorityClassResource.Instance,
            new ResourceQuotaResource(),
            new SecretResource(),
            new CustomResourceDefinitionResource(),
            MutatingWebhookConfigurationResource.Instance,
            ValidatingWebhookConfigurationResource.Instance,
            EndpointSliceResource.Instance,
            new NewerEventResource(events),
            PodDisruptionBudgetResource.Instance,
            ServiceResource.Instance,
            StorageClassResource.Instance,
            ServiceAccountResource.Instance,
            ClusterRoleResource.Instance,
            ClusterRoleBindingResource.Instance,
            RoleResource.Instance,
            RoleBindingResource.Instance,
            new NodeMetricsResource(),
            new PodMetricsResource(),
            .. ReviewResource.All,
        ]);
    }

    public bool TryFind(string group, string version, string plural, [NotNullWhen(true)] out ResourceDefinition? definition) =>
        _served.TryFind(group, version, plural, out definition);

    /// <summary>Group versions served, the core group first.</summary>
    public IEnumerable<IGrouping<(string Group, string Version), ResourceDefinition>> GroupVersions() => _served.GroupVersions();
}
