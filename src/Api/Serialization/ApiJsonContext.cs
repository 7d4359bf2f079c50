using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Authentication;
using LocalPods.Api.Authorization;
using LocalPods.Api.Autoscaling;
using LocalPods.Api.Coordination;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Metrics;
using LocalPods.Api.Scheduling;
using LocalPods.Api.Policy;
using LocalPods.Api.Rbac;
using LocalPods.Api.Storage;

namespace LocalPods.Api.Serialization;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(PodList))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(NamespaceList))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(ConfigMapList))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(SecretList))]
[JsonSerializable(typeof(MutatingWebhookConfiguration))]
[JsonSerializable(typeof(MutatingWebhookConfigurationList))]
[JsonSerializable(typeof(ValidatingWebhookConfiguration))]
[JsonSerializable(typeof(ValidatingWebhookConfigurationList))]
[JsonSerializable(typeof(CustomResourceDefinition))]
[JsonSerializable(typeof(CustomResourceDefinitionList))]
[JsonSerializable(typeof(Scale))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(LeaseList))]
[JsonSerializable(typeof(LimitRange))]
[JsonSerializable(typeof(LimitRangeList))]
[JsonSerializable(typeof(PersistentVolume))]
[JsonSerializable(typeof(PersistentVolumeList))]
[JsonSerializable(typeof(PersistentVolumeClaim))]
[JsonSerializable(typeof(PersistentVolumeClaimList))]
[JsonSerializable(typeof(StorageClass))]
[JsonSerializable(typeof(StorageClassList))]
[JsonSerializable(typeof(PriorityClass))]
[JsonSerializable(typeof(PriorityClassList))]
[JsonSerializable(typeof(ResourceQuota))]
[JsonSerializable(typeof(ResourceQuotaList))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(ServiceList))]
[JsonSerializable(typeof(Endpoints))]
[JsonSerializable(typeof(EndpointsList))]
[JsonSerializable(typeof(Discovery.EndpointSlice))]
[JsonSerializable(typeof(Discovery.EndpointSliceList))]
[JsonSerializable(typeof(Discovery.EndpointPort), TypeInfoPropertyName = "DiscoveryEndpointPort")] // names that core kinds have too
[JsonSerializable(typeof(ImmutableArray<Discovery.EndpointPort>), TypeInfoPropertyName = "ImmutableArrayDiscoveryEndpointPort")]
[JsonSerializable(typeof(Events.Event), TypeInfoPropertyName = "EventsEvent")]
[JsonSerializable(typeof(Events.EventList), TypeInfoPropertyName = "EventsEventList")]
[JsonSerializable(typeof(ImmutableArray<Events.Event>), TypeInfoPropertyName = "ImmutableArrayEventsEvent")]
[JsonSerializable(typeof(PodDisruptionBudget))]
[JsonSerializable(typeof(PodDisruptionBudgetList))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(ServiceAccountList))]
[JsonSerializable(typeof(Role))]
[JsonSerializable(typeof(RoleList))]
[JsonSerializable(typeof(ClusterRole))]
[JsonSerializable(typeof(ClusterRoleList))]
[JsonSerializable(typeof(RoleBinding))]
[JsonSerializable(typeof(RoleBindingList))]
[JsonSerializable(typeof(ClusterRoleBinding))]
[JsonSerializable(typeof(ClusterRoleBindingList))]
[JsonSerializable(typeof(SelfSubjectAccessReview))]
[JsonSerializable(typeof(SubjectAccessReview))]
[JsonSerializable(typeof(LocalSubjectAccessReview))]
[JsonSerializable(typeof(SelfSubjectRulesReview))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenReview))]
[JsonSerializable(typeof(SelfSubjectReview))]
[JsonSerializable(typeof(PodMetrics))]
[JsonSerializable(typeof(PodMetricsList))]
[JsonSerializable(typeof(NodeMetrics))]
[JsonSerializable(typeof(NodeMetricsList))]
[JsonSerializable(typeof(Status))]
[JsonSerializable(typeof(DeleteOptions))]
[JsonSerializable(typeof(Eviction))]
[JsonSerializable(typeof(Binding))]
[JsonSerializable(typeof(ListOptions))]
[JsonSerializable(typeof(Table))]
[JsonSerializable(typeof(WatchEvent))]
[JsonSerializable(typeof(PartialObjectMetadata))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
