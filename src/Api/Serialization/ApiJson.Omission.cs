using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;

namespace LocalPods.Api.Serialization;

public static partial class ApiJson
{
    /// <summary>Optional numbers and flags that Kubernetes leaves out when they are zero or false; the others keep a zero that was given.</summary>
    private static readonly FrozenSet<string> OmittedZeros = new[]
    {
        "stdin", "stdinOnce", "tty", "hostNetwork", "hostPID", "hostIPC", "readOnly", "unschedulable", "sslEnabled",
        "chapAuthDiscovery", "chapAuthSession", "hostPort", "initialDelaySeconds", "timeoutSeconds", "periodSeconds",
        "successThreshold", "failureThreshold", "generation", "observedGeneration", "signal", "count", "partition",
        "retryAfterSeconds", "code", "sizeBytes", "nodePort", "healthCheckNodePort", "publishNotReadyAddresses", "globalDefault", "deprecatedCount",
    }.ToFrozenSet();

    /// <summary>Fields named like one of <see cref="OmittedZeros"/> that nevertheless keep a given zero.</summary>
    private static readonly FrozenSet<string> KeptZeros = new[]
    {
        "CSIVolumeSource.readOnly", "AzureDiskVolumeSource.readOnly",
    }.ToFrozenSet();

    /// <summary>Optional texts that keep an empty text that was given, because it means something.</summary>
    private static readonly FrozenSet<string> KeptEmptyTexts = new[]
    {
        "HostPathVolumeSource.type", "GRPCAction.service", "PodDNSConfigOption.value",
        "PersistentVolumeClaimSpec.storageClassName", "PodSpec.runtimeClassName",
        "TypedLocalObjectReference.apiGroup", "TypedObjectReference.apiGroup",
    }.ToFrozenSet();

    /// <summary>Lists that are written even when they are empty.</summary>
    private static readonly FrozenSet<string> KeptEmptyLists = new[]
    {
        "PodList.items", "NodeList.items", "NamespaceList.items", "EventList.items", "PodSpec.containers",
        "CustomResourceDefinitionList.items", "MutatingWebhookConfigurationList.items", "ValidatingWebhookConfigurationList.items", "CustomResourceDefinitionStatus.conditions", "CustomResourceDefinitionStatus.storedVersions",
        "ConfigMapList.items", "SecretList.items", "ServiceList.items", "LimitRangeList.items", "ResourceQuotaList.items", "LeaseList.items",
        "PriorityClassList.items", "PersistentVolumeList.items", "PersistentVolumeClaimList.items", "StorageClassList.items", "LimitRangeSpec.limits",
        "Table.columnDefinitions", "Table.rows", "TableRow.cells", "NodeSelector.nodeSelectorTerms", "ContainerImage.names",
        "EndpointsList.items", "EndpointSliceList.items", "EndpointSlice.endpoints", "EndpointSlice.ports", "Endpoint.addresses", "PodDisruptionBudgetList.items",
        "ServiceAccountList.items", "RoleList.items", "ClusterRoleList.items", "RoleBindingList.items", "ClusterRoleBindingList.items", "PolicyRule.verbs",
        "SubjectRulesReviewStatus.resourceRules", "SubjectRulesReviewStatus.nonResourceRules", "ResourceRule.verbs", "NonResourceRule.verbs", "TokenRequestSpec.audiences",
    }.ToFrozenSet();

    private static void LeaveOutWhatIsEmpty(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            var key = $"{type.Type.Name}.{property.Name}";
            if (Omission(property, key) is { } omitted)
            {
                property.ShouldSerialize = omitted;
            }
        }
    }

    private static Func<object, object?, bool>? Omission(JsonPropertyInfo property, string key)
    {
        var type = property.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() is var generic
            && (generic == typeof(ImmutableArray<>) || generic == typeof(ImmutableSortedDictionary<,>)))
        {
            return KeptEmptyLists.Contains(key) ? null : static (_, value) => value is ICollection { Count: > 0 };
        }

        if (type == typeof(string))
        {
            return !property.IsGetNullable || KeptEmptyTexts.Contains(key) ? null : static (_, value) => value is string { Length: > 0 };
        }

        if (!OmittedZeros.Contains(property.Name) || KeptZeros.Contains(key))
        {
            return null;
        }

        return type == typeof(bool?) ? static (_, value) => value is true
            : type == typeof(int?) ? static (_, value) => value is not null and not 0
            : type == typeof(long?) ? static (_, value) => value is not null and not 0L
            : null;
    }
}
