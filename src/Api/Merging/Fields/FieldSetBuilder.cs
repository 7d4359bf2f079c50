namespace LocalPods.Api.Merging;

/// <summary>Collects paths for a <see cref="FieldSet"/>.</summary>
internal sealed class FieldSetBuilder
{
    private Dictionary<string, FieldSetBuilder>? _below;
    private bool _isMember;

    public void Add(ElementPath? path) => At(path)._isMember = true;

    public FieldSet Build() => _below is null
        ? FieldSet.Empty
        : FieldSet.Of(_below.OrderBy(b => b.Key, Comparer<string>.Create(PathElement.Compare)).Select(b => new FieldSetStep(b.Key, b.Value._isMember, b.Value.Build())));

    private FieldSetBuilder At(ElementPath? path)
    {
        if (path is null)
        {
            return this;
        }

        var below = At(path.Parent)._below ??= new(StringComparer.Ordinal);
        if (!below.TryGetValue(path.Element, out var found))
        {
            below.Add(path.Element, found = new());
        }

        return found;
    }
}
