using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Authentication;
using LocalPods.Api.Authorization;
using LocalPods.Api.Coordination;
using LocalPods.Api.Core;
using LocalPods.Api.Discovery;
using LocalPods.Api.Policy;
using LocalPods.Api.Rbac;
using LocalPods.Api.Scheduling;
using LocalPods.Api.Storage;

namespace LocalPods.Api.Serialization;

/// <summary>Every kind that LocalPods reads. A new kind is one line here, under its group and version.</summary>
public static class KnownKinds
{
    public static KindRegistry Registry { get; } = new(
    [
        Of<Pod>("v1"),
        Of<Node>("v1"),
        Of<Namespace>("v1"),
        Of<Event>("v1"),
        Of<ConfigMap>("v1"),
        Of<Secret>("v1"),
        Of<MutatingWebhookConfiguration>("admissionregistration.k8s.io/v1"),
        Of<ValidatingWebhookConfiguration>("admissionregistration.k8s.io/v1"),
        Of<CustomResourceDefinition>("apiextensions.k8s.io/v1"),
        Of<Service>("v1"),
        Of<Endpoints>("v1"),
        Of<EndpointSlice>("discovery.k8s.io/v1"),
        Of<Events.Event>("events.k8s.io/v1"),
        Of<PodDisruptionBudget>("policy/v1"),
        Of<Binding>("v1"),
        Of<LimitRange>("v1"),
        Of<ResourceQuota>("v1"),
        Of<Lease>("coordination.k8s.io/v1"),
        Of<PriorityClass>("scheduling.k8s.io/v1"),
        Of<PersistentVolume>("v1"),
        Of<PersistentVolumeClaim>("v1"),
        Of<StorageClass>("storage.k8s.io/v1"),
        Of<ServiceAccount>("v1"),
        Of<Role>("rbac.authorization.k8s.io/v1"),
        Of<ClusterRole>("rbac.authorization.k8s.io/v1"),
        Of<RoleBinding>("rbac.authorization.k8s.io/v1"),
        Of<ClusterRoleBinding>("rbac.authorization.k8s.io/v1"),
        Of<SelfSubjectAccessReview>("authorization.k8s.io/v1"),
        Of<SubjectAccessReview>("authorization.k8s.io/v1"),
        Of<LocalSubjectAccessReview>("authorization.k8s.io/v1"),
        Of<SelfSubjectRulesReview>("authorization.k8s.io/v1"),
        Of<TokenRequest>("authentication.k8s.io/v1"),
        Of<TokenReview>("authentication.k8s.io/v1"),
        Of<SelfSubjectReview>("authentication.k8s.io/v1"),
    ]);

    private static KnownKind Of<T>(string apiVersion) => new(apiVersion, typeof(T).Name, ApiJson.TypeInfo<T>);
}
