using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Authentication;
using LocalPods.Api.Authorization;
using LocalPods.Api.Autoscaling;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Rbac;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Core;

public class ModelTests
{
    private static readonly Type[] Kinds =
    [
        typeof(Pod), typeof(PodList), typeof(Node), typeof(NodeList), typeof(Namespace), typeof(NamespaceList), typeof(Event), typeof(EventList),
        typeof(MutatingWebhookConfiguration), typeof(ValidatingWebhookConfiguration), typeof(CustomResourceDefinition), typeof(CustomResourceDefinitionList), typeof(Scale),
        typeof(ConfigMap), typeof(ConfigMapList), typeof(Secret), typeof(SecretList), typeof(Service), typeof(ServiceList),
        typeof(LimitRange), typeof(LimitRangeList), typeof(ResourceQuota), typeof(ResourceQuotaList),
        typeof(LocalPods.Api.Coordination.Lease), typeof(LocalPods.Api.Coordination.LeaseList),
        typeof(Endpoints), typeof(EndpointsList), typeof(LocalPods.Api.Discovery.EndpointSlice), typeof(LocalPods.Api.Discovery.EndpointSliceList),
        typeof(LocalPods.Api.Events.Event), typeof(LocalPods.Api.Events.EventList), typeof(LocalPods.Api.Policy.PodDisruptionBudget), typeof(LocalPods.Api.Policy.PodDisruptionBudgetList),
        typeof(LocalPods.Api.Scheduling.PriorityClass), typeof(LocalPods.Api.Scheduling.PriorityClassList),
        typeof(PersistentVolume), typeof(PersistentVolumeList), typeof(PersistentVolumeClaim), typeof(PersistentVolumeClaimList),
        typeof(LocalPods.Api.Storage.StorageClass), typeof(LocalPods.Api.Storage.StorageClassList),
        typeof(ServiceAccount), typeof(ServiceAccountList), typeof(Role), typeof(RoleList), typeof(ClusterRole), typeof(ClusterRoleList),
        typeof(RoleBinding), typeof(RoleBindingList), typeof(ClusterRoleBinding), typeof(ClusterRoleBindingList),
        typeof(SelfSubjectAccessReview), typeof(SubjectAccessReview), typeof(LocalSubjectAccessReview), typeof(SelfSubjectRulesReview),
        typeof(TokenRequest), typeof(TokenReview), typeof(SelfSubjectReview),
        typeof(Status), typeof(DeleteOptions), typeof(ListOptions), typeof(Table), typeof(WatchEvent), typeof(PartialObjectMetadata),
    ];

    [Fact]
    public void A_pod_with_every_field_set_reads_back_as_it_was_written() => ReadsBack<Pod>();

    [Fact]
    public void A_node_with_every_field_set_reads_back_as_it_was_written() => ReadsBack<Node>();

    [Fact]
    public void A_namespace_with_every_field_set_reads_back_as_it_was_written() => ReadsBack<Namespace>();

    [Fact]
    public void An_event_with_every_field_set_reads_back_as_it_was_written() => ReadsBack<Event>();

    [Fact]
    public void A_custom_resource_definition_with_every_field_set_reads_back_as_it_was_written()
    {
        ReadsBack<CustomResourceDefinition>();
        ReadsBack<Scale>();
        ReadsBack<MutatingWebhookConfiguration>();
        ReadsBack<ValidatingWebhookConfiguration>();
    }

    [Fact]
    public void Lists_and_answers_with_every_field_set_read_back_as_they_were_written()
    {
        ReadsBack<PodList>();
        ReadsBack<NodeList>();
        ReadsBack<NamespaceList>();
        ReadsBack<EventList>();
        ReadsBack<CustomResourceDefinitionList>();
        ReadsBack<ConfigMapList>();
        ReadsBack<SecretList>();
        ReadsBack<ServiceList>();
        ReadsBack<LimitRangeList>();
        ReadsBack<ResourceQuotaList>();
        ReadsBack<LocalPods.Api.Coordination.LeaseList>();
        ReadsBack<LocalPods.Api.Scheduling.PriorityClassList>();
        ReadsBack<EndpointsList>();
        ReadsBack<LocalPods.Api.Discovery.EndpointSliceList>();
        ReadsBack<LocalPods.Api.Events.EventList>();
        ReadsBack<LocalPods.Api.Policy.PodDisruptionBudgetList>();
        ReadsBack<PersistentVolumeList>();
        ReadsBack<PersistentVolumeClaimList>();
        ReadsBack<LocalPods.Api.Storage.StorageClassList>();
        ReadsBack<ServiceAccountList>();
        ReadsBack<RoleList>();
        ReadsBack<ClusterRoleList>();
        ReadsBack<RoleBindingList>();
        ReadsBack<ClusterRoleBindingList>();
        ReadsBack<Status>();
        ReadsBack<DeleteOptions>();
        ReadsBack<ListOptions>();
        ReadsBack<Table>();
        ReadsBack<WatchEvent>();
        ReadsBack<PartialObjectMetadata>();
    }

    [Fact]
    public void Questions_with_every_field_set_read_back_as_they_were_written()
    {
        ReadsBack<SelfSubjectAccessReview>();
        ReadsBack<SubjectAccessReview>();
        ReadsBack<LocalSubjectAccessReview>();
        ReadsBack<SelfSubjectRulesReview>();
        ReadsBack<TokenRequest>();
        ReadsBack<TokenReview>();
        ReadsBack<SelfSubjectReview>();
    }

    [Fact]
    public void Every_type_and_field_says_what_it_is_for()
    {
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(Pod).Assembly.Location, ".xml"));
        var told = documentation.Descendants("member")
            .Where(m => m.Element("summary")?.Value.Trim().Length > 0)
            .Select(m => m.Attribute("name")!.Value)
            .ToHashSet();
        var types = ModelSample.Reachable(Kinds);

        types.Count.ShouldBeGreaterThan(150);
        types.Where(t => !told.Contains("T:" + t.FullName)).ShouldBeEmpty();
        types.SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Select(p => $"P:{t.FullName}.{p.Name}"))
            .Where(name => !told.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_list_reads_as_empty_when_it_is_absent()
    {
        foreach (var type in ModelSample.Reachable(Kinds))
        {
            var empty = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties().Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(ImmutableArray<>)))
            {
                ((System.Collections.ICollection)property.GetValue(empty)!).Count.ShouldBe(0, $"{type.Name}.{property.Name}");
            }
        }
    }

    [Fact]
    public void Fields_are_named_as_in_Kubernetes()
    {
        Names<PodSpec>().ShouldBe(
        [
            "volumes", "initContainers", "containers", "ephemeralContainers", "restartPolicy", "terminationGracePeriodSeconds", "activeDeadlineSeconds",
            "dnsPolicy", "nodeSelector", "serviceAccountName", "serviceAccount", "automountServiceAccountToken", "nodeName", "hostNetwork", "hostPID",
            "hostIPC", "shareProcessNamespace", "securityContext", "imagePullSecrets", "hostname", "subdomain", "affinity", "schedulerName", "tolerations",
            "hostAliases", "priorityClassName", "priority", "dnsConfig", "readinessGates", "runtimeClassName", "enableServiceLinks", "preemptionPolicy",
            "overhead", "topologySpreadConstraints", "setHostnameAsFQDN", "os", "hostUsers", "schedulingGates", "resourceClaims", "resources",
            "hostnameOverride", "schedulingGroup", "workloadRef",
        ]);
        Names<DaemonEndpoint>().ShouldBe(["Port"]);
        Names<ContainerPort>().ShouldBe(["name", "hostPort", "containerPort", "protocol", "hostIP"]);
        Names<FCVolumeSource>().ShouldBe(["targetWWNs", "lun", "fsType", "readOnly", "wwids"]);
        Names<Status>().ShouldBe(["apiVersion", "kind", "metadata", "status", "message", "reason", "details", "code"]);
    }

    private static IEnumerable<string> Names<T>() => ApiJson.TypeInfo<T>().Properties.Select(p => p.Name);

    private static void ReadsBack<T>()
    {
        var sample = (T)ModelSample.Of(typeof(T));
        var json = ApiJson.ToJson(sample);
        JsonNode.DeepEquals(ApiJson.ToJson(ApiJson.FromJson<T>(json)), json).ShouldBeTrue();
        JsonNode.DeepEquals(ApiJson.ToJson(ApiJson.FromJson<T>(ApiJson.ToBytes(sample))), json).ShouldBeTrue();
        HoldsEveryField(typeof(T), json);
    }

    private static void HoldsEveryField(Type type, JsonObject json)
    {
        var written = ApiJson.Options.GetTypeInfo(type).Properties;
        written.Select(p => p.Name).Except(json.Select(p => p.Key)).ShouldBeEmpty(type.Name);
        foreach (var property in written)
        {
            var inner = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType;
            var value = json[property.Name] is JsonArray { Count: > 0 } list ? list[0] : json[property.Name];
            if (value is JsonObject o && inner.Namespace is "LocalPods.Api.Core" or "LocalPods.Api.Meta")
            {
                HoldsEveryField(inner, value!.AsObject());
            }
        }
    }
}
