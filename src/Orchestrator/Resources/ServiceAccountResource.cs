using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Service accounts. Each namespace has one named default, which comes back when it is deleted.</summary>
public sealed class ServiceAccountResource : ResourceDefinition<ServiceAccount>
{
    /// <summary>The account of pods that name none.</summary>
    public const string Default = "default";

    /// <summary>The subresource that makes tokens.</summary>
    public const string Token = "token";

    public ServiceAccountResource()
        : base(new("", "v1", "serviceaccounts", "serviceaccount", "ServiceAccount", Namespaced: true) { ShortNames = ["sa"] })
    {
    }

    /// <summary>For those who look up accounts whatever else they serve.</summary>
    public static ServiceAccountResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override ImmutableArray<Subresource> Subresources { get; } = [new(Token, "TokenRequest", "create") { Group = "authentication.k8s.io", Version = "v1" }];

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
        [Column.Name, Column.Of("Secrets", "string", "Secrets that pods of the account may use."), Column.Age];

    protected override TableCells Cells(ServiceAccount value, DateTimeOffset now) =>
        new(value.Metadata.Name, value.Secrets.Length, ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override ImmutableArray<FieldError> Validate(ServiceAccount value) => ServiceAccountValidation.ValidateCreate(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(ServiceAccount value, ServiceAccount existing) =>
        ServiceAccountValidation.ValidateUpdate(value, existing);
}
