using LocalPods.Api.Authentication;
using LocalPods.Api.Authorization;
using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Questions about who may do what and who somebody is: created, answered and forgotten.</summary>
/// <typeparam name="T">The record that holds question and answer.</typeparam>
public sealed class ReviewResource<T>(ResourceNames names) : ResourceDefinition<T>(names)
    where T : class, IKubernetesObject
{
    public override ImmutableArray<string> Verbs { get; } = ["create"];

    public override bool IsStored => false;

    public override bool HasStatus => false;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } = [Column.Name, Column.CreatedAt];

    protected override TableCells Cells(T value, DateTimeOffset now) => new(value.Metadata.Name ?? "", Column.Moment(value.Metadata.CreationTimestamp));
}

/// <summary>The kinds of questions.</summary>
internal static class ReviewResource
{
    private const string Authorization = "authorization.k8s.io";
    private const string Authentication = "authentication.k8s.io";

    /// <summary>The body of <c>serviceaccounts/token</c>; it has no path of its own.</summary>
    public static ResourceDefinition TokenRequest { get; } = Of<TokenRequest>(Authentication, "v1", "tokenrequests");

    /// <summary>All that have paths. Clients up to 1.27 ask who they are in the older version.</summary>
    public static ImmutableArray<ResourceDefinition> All { get; } =
    [
        Of<TokenReview>(Authentication, "v1", "tokenreviews"),
        Of<SelfSubjectReview>(Authentication, "v1", "selfsubjectreviews"),
        Of<SelfSubjectReview>(Authentication, "v1beta1", "selfsubjectreviews"),
        Of<LocalSubjectAccessReview>(Authorization, "v1", "localsubjectaccessreviews", namespaced: true),
        Of<SelfSubjectAccessReview>(Authorization, "v1", "selfsubjectaccessreviews"),
        Of<SelfSubjectRulesReview>(Authorization, "v1", "selfsubjectrulesreviews"),
        Of<SubjectAccessReview>(Authorization, "v1", "subjectaccessreviews"),
    ];

    private static ReviewResource<T> Of<T>(string group, string version, string plural, bool namespaced = false)
        where T : class, IKubernetesObject =>
        new(new(group, version, plural, plural[..^1], typeof(T).Name, namespaced));
}
