using System.Globalization;
using System.Text;

namespace LocalPods.Api.Serialization;

/// <summary>The way from an object to one of its values. Immutable; a child points at its parent.</summary>
public sealed class FieldPath
{
    private readonly FieldPath? _parent;
    private readonly string? _name;
    private readonly int _index;
    private readonly bool _isKey;

    private FieldPath(FieldPath? parent, string? name, int index, bool isKey) =>
        (_parent, _name, _index, _isKey) = (parent, name, index, isKey);

    public static FieldPath Root { get; } = new(null, null, 0, false);

    public FieldPath Field(string name) => new(this, name, 0, false);

    public FieldPath Item(int index) => new(this, null, index, false);

    /// <summary>An entry of a map such as <c>metadata.labels</c>.</summary>
    public FieldPath Key(string key) => new(this, key, 0, true);

    /// <summary><c>spec.containers[0].image</c>, <c>metadata.labels[app]</c>.</summary>
    public override string ToString() => Write(key => $"[{key}]", withIndexes: true);

    /// <summary>As strict decoding in an API server writes it: map keys like fields.</summary>
    public string ToApiString() => Write(key => "." + key, withIndexes: true);

    /// <summary>As Go's JSON decoder writes it: fields only.</summary>
    public string ToGoString() => Write(_ => "", withIndexes: false);

    private string Write(Func<string, string> key, bool withIndexes)
    {
        var text = new StringBuilder();
        Append(this);
        return text.ToString();

        void Append(FieldPath path)
        {
            if (path._parent is null)
            {
                return;
            }

            Append(path._parent);
            if (path._name is null)
            {
                _ = withIndexes ? text.Append(CultureInfo.InvariantCulture, $"[{path._index}]") : text;
                return;
            }

            var part = path._isKey ? key(path._name) : "." + path._name;
            text.Append(text.Length == 0 && part.StartsWith('.') ? part[1..] : part);
        }
    }
}
