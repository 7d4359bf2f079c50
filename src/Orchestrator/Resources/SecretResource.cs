using System.Text;
using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Secrets. What is written as text is kept with the rest of the data; the store encrypts the whole object.</summary>
public sealed class SecretResource : ResourceDefinition<Secret>
{
    public SecretResource()
        : base(new("", "v1", "secrets", "secret", "Secret", Namespaced: true))
    {
    }

    public override bool HasStatus => false;

    public override bool IsConfidential => true;

    public override ImmutableArray<string> SelectableFields { get; } = ["type"];

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Type", "string", "What the data is for."),
        Column.Of("Data", "string", "How many keys there are."),
        Column.Age,
    ];

    protected override TableCells Cells(Secret value, DateTimeOffset now) =>
        new(value.Metadata.Name, value.Type, value.Data?.Count ?? 0, ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override Secret PrepareForCreate(Secret value, AdmissionContext context) =>
        Folded(value) with { Type = value.Type is { Length: > 0 } given ? given : SecretTypes.Opaque };

    protected override ImmutableArray<FieldError> Validate(Secret value) => SecretValidation.ValidateCreate(value);

    protected override Secret PrepareForUpdate(Secret value, Secret existing, AdmissionContext context) =>
        Folded(value) with { Type = value.Type is { Length: > 0 } given ? given : existing.Type };

    protected override ImmutableArray<FieldError> ValidateUpdate(Secret value, Secret existing) => SecretValidation.ValidateUpdate(value, existing);

    private static Secret Folded(Secret value)
    {
        if (value.StringData is not { Count: > 0 } texts)
        {
            return value with { StringData = null };
        }

        var data = value.Data ?? ImmutableSortedDictionary.Create<string, byte[]>(StringComparer.Ordinal);
        return value with { Data = data.SetItems(texts.Select(t => KeyValuePair.Create(t.Key, Encoding.UTF8.GetBytes(t.Value)))), StringData = null };
    }
}
