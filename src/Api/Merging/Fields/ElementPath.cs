namespace LocalPods.Api.Merging;

/// <summary>The way from the root of an object to one of its values; null is the root itself.</summary>
internal sealed class ElementPath
{
    private readonly string _name;
    private readonly bool _isField;

    private ElementPath(ElementPath? parent, string name, bool isField) => (Parent, _name, _isField) = (parent, name, isField);

    public ElementPath? Parent { get; }

    /// <summary>The last step, as in <see cref="PathElement"/>.</summary>
    public string Element => _isField ? PathElement.Field(_name) : _name;

    public static ElementPath Field(ElementPath? parent, string name) => new(parent, name, isField: true);

    public static ElementPath Item(ElementPath? parent, string element) => new(parent, element, isField: false);

    /// <summary>As messages show it: <c>.spec.containers[name="c"].image</c>.</summary>
    public static string Show(ElementPath? path) => path is null ? "" : Show(path.Parent) + PathElement.Show(path.Element);
}
