using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Serialization;

/// <summary>Decides whether a value can stand where it stands, and says how to put it right.</summary>
internal static class WrongType
{
    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> _base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n");

    /// <summary>Checks one value.</summary>
    /// <param name="node">The value; never an object for an object, a list for a list.</param>
    /// <param name="shape">What the place takes.</param>
    /// <param name="path">The place.</param>
    /// <param name="owner">The type that has the field; null at the root.</param>
    public static Fault? Find(SourceNode node, TypeShape shape, FieldPath path, TypeShape? owner)
    {
        if (Fits(node, shape))
        {
            return null;
        }

        var field = path.ToString();
        var name = field.Length == 0 ? "the object" : field[(field.LastIndexOf('.') + 1)..];
        var secret = IsOfSecret(owner, field);
        var words = secret ? DescribeUnseen(node, shape) : Describe(node) + Remedy(node, shape);
        return new Fault(FaultKind.WrongType, node.Position, $"{name} must be {shape.Expected}, not {words}")
        {
            FieldPath = field,
            Secret = secret,
            ApiText = ApiText(node, shape, path, owner),
        };
    }

    private static bool Fits(SourceNode node, TypeShape shape) => (shape.Kind, node) switch
    {
        (ShapeKind.String, SourceNode.Scalar { Kind: ScalarKind.String }) => true,
        (ShapeKind.Boolean, SourceNode.Scalar { Kind: ScalarKind.Boolean }) => true,
        (ShapeKind.Number, SourceNode.Scalar { Kind: ScalarKind.Number }) => true,
        (ShapeKind.Integer, SourceNode.Scalar { Kind: ScalarKind.Number } number) => shape.Type == typeof(int)
            ? int.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            : long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        (ShapeKind.Time, SourceNode.Scalar { Kind: ScalarKind.String } time) => Rfc3339.TryParse(time.Text, out _),
        (ShapeKind.Bytes, SourceNode.Scalar { Kind: ScalarKind.String } bytes) => IsBase64(bytes.Text),
        (ShapeKind.Grammar, SourceNode.Scalar { Kind: not ScalarKind.Null } scalar) => IsAccepted(scalar, shape),
        _ => false,
    };

    private static bool IsOfSecret(TypeShape? owner, string field) =>
        owner?.Type == typeof(Secret) && (field.StartsWith("data", StringComparison.Ordinal) || field.StartsWith("stringData", StringComparison.Ordinal));

    // What a secret holds is not repeated.
    private static string DescribeUnseen(SourceNode node, TypeShape shape) => (shape.Kind, node) switch
    {
        (ShapeKind.Bytes, SourceNode.Scalar { Kind: ScalarKind.String }) => "other text; text goes into stringData",
        (ShapeKind.String, SourceNode.Scalar { Kind: ScalarKind.Number or ScalarKind.Boolean }) => "a number, true or false; quote it",
        (_, SourceNode.Scalar) => "a single value",
        _ => Describe(node),
    };

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[(text.Length / 4 * 3) + 3], out _);

    private static bool IsAccepted(SourceNode.Scalar scalar, TypeShape shape)
    {
        try
        {
            return JsonSerializer.Deserialize(scalar.ToJson(), shape.Info) is not null;
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or InvalidOperationException or ArgumentException)
        {
            return false; // the converter's own words are about JSON, not about the manifest
        }
    }

    private static string Describe(SourceNode node) => node switch
    {
        SourceNode.Mapping => "an object",
        SourceNode.Sequence => "a list",
        SourceNode.Scalar { Kind: ScalarKind.Null } => "nothing (null)",
        SourceNode.Scalar { Kind: ScalarKind.String } text => $"the string \"{Shorten(text.Text)}\"",
        SourceNode.Scalar { Kind: ScalarKind.Number } number => $"the number {Shorten(number.Written)}",
        SourceNode.Scalar boolean => boolean.Written == boolean.Text ? boolean.Text : $"{boolean.Written}, which YAML reads as {boolean.Text}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Remedy(SourceNode node, TypeShape shape) => (shape.Kind, node) switch
    {
        (ShapeKind.String, SourceNode.Scalar { Kind: ScalarKind.Number or ScalarKind.Boolean } scalar) => $"; quote it: \"{scalar.Written}\"",
        (ShapeKind.Integer, SourceNode.Scalar { Kind: ScalarKind.String } text) when IsWhole(text.Text) => "; remove the quotes",
        (ShapeKind.Boolean, SourceNode.Scalar { Kind: ScalarKind.String } text) when PlainScalar.Resolve(text.Text).Kind == ScalarKind.Boolean => "; remove the quotes",
        (ShapeKind.List, SourceNode.Mapping) when shape.Element is { Kind: ShapeKind.Object } element && element.Fields.ContainsKey("name") && element.Fields.ContainsKey("value") =>
            "; write each entry as \"- name: …\" with its \"value: …\"",
        (ShapeKind.List, SourceNode.Mapping) => "; start each item with \"- \"",
        (ShapeKind.List, SourceNode.Scalar { Kind: ScalarKind.String } text) when shape.Element is { Kind: ShapeKind.String } && text.Text.Length <= 40 => $"; write [\"{text.Text}\"]",
        (ShapeKind.Object, SourceNode.Sequence) => "; remove the \"- \"",
        (ShapeKind.Grammar, SourceNode.Scalar { Kind: ScalarKind.String } text) when shape.Name == "Quantity" => QuantityRemedy(text.Text),
        _ => "",
    };

    /// <summary>Units of other worlds, such as <c>100MB</c>.</summary>
    private static string QuantityRemedy(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExcept(_digits);
        var unit = digits <= 0 ? null : text[digits..].Trim().ToLowerInvariant() switch
        {
            "b" => "",
            "kb" => "k",
            "mb" => "M",
            "gb" => "G",
            "tb" => "T",
            "kib" or "ki" => "Ki",
            "mib" or "mi" => "Mi",
            "gib" or "gi" => "Gi",
            "tib" or "ti" => "Ti",
            "g" => "G",
            _ => null,
        };
        return unit is null ? "" : $"; did you mean {text[..digits]}{unit}?";
    }

    private static bool IsWhole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static string Shorten(string text) => text.Length <= 40 ? text.Replace('\n', ' ') : text[..37].Replace('\n', ' ') + "…";

    /// <summary>What an API server of Kubernetes answers; its decoder is Go's, and names Go types.</summary>
    private static string ApiText(SourceNode node, TypeShape shape, FieldPath path, TypeShape? owner) => (shape.Kind, node) switch
    {
        (ShapeKind.Grammar, SourceNode.Scalar) when shape.Name == "Quantity" => Quantity.Malformed,
        (ShapeKind.Grammar, _) => $"json: cannot unmarshal {GoValue(node, shape)} into Go value of type int32",
        (ShapeKind.Time, SourceNode.Scalar { Kind: ScalarKind.String } time) =>
            $"parsing time \"{time.Text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{time.Text}\" as \"2006\"",
        (ShapeKind.Time, _) => $"json: cannot unmarshal {GoValue(node, shape)} into Go value of type string",
        (ShapeKind.Bytes, SourceNode.Scalar { Kind: ScalarKind.String } bytes) => $"illegal base64 data at input byte {FirstBadByte(bytes.Text)}",
        _ when owner is null => $"json: cannot unmarshal {GoValue(node, shape)} into Go value of type {shape.GoName}",
        _ => $"json: cannot unmarshal {GoValue(node, shape)} into Go struct field {owner.Name}.{path.ToGoString()} of type {shape.GoName}",
    };

    private static string GoValue(SourceNode node, TypeShape shape) => node switch
    {
        SourceNode.Mapping => "object",
        SourceNode.Sequence => "array",
        SourceNode.Scalar { Kind: ScalarKind.Boolean } => "bool",
        SourceNode.Scalar { Kind: ScalarKind.String } => "string",
        SourceNode.Scalar { Kind: ScalarKind.Number } number => shape.Kind == ShapeKind.Integer ? "number " + number.Text : "number",
        _ => "null",
    };

    private static int FirstBadByte(string text)
    {
        var bad = text.AsSpan().IndexOfAnyExcept(_base64);
        return bad < 0 ? text.Length : bad;
    }
}
