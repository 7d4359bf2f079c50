using System.Collections.Immutable;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LocalPods.Api.Serialization;

/// <summary>What a YAML scalar means by its style and its tag: quoted text is a string, plain text is resolved, a tag overrules both.</summary>
internal static class YamlScalar
{
    /// <summary>What <c>!!</c> stands for.</summary>
    public const string CoreTag = "tag:yaml.org,2002:";

    /// <summary>Reads one scalar.</summary>
    /// <param name="scalar">The event.</param>
    /// <param name="position">Its place.</param>
    /// <param name="faults">Takes warnings.</param>
    /// <exception cref="ReadRefusedException">The text is not what its tag says, or no JSON can hold it.</exception>
    public static SourceNode.Scalar Read(Scalar scalar, SourcePosition position, ImmutableArray<Fault>.Builder faults)
    {
        var text = scalar.Value;
        if (scalar.Tag.IsEmpty)
        {
            return scalar.Style == ScalarStyle.Plain ? Resolved(text, position) : new SourceNode.Scalar(position, ScalarKind.String, text);
        }

        return scalar.Tag.IsNonSpecific
            ? new SourceNode.Scalar(position, ScalarKind.String, text)
            : Tagged(scalar.Tag.Value, text, position, faults);
    }

    private static SourceNode.Scalar Resolved(string text, SourcePosition position)
    {
        var (kind, json) = PlainScalar.Resolve(text);
        return json is null
            ? throw YamlStreamReader.Refused(FaultKind.WrongType, position, $"{text} is a number that JSON cannot hold; quote it if text is meant")
            : new SourceNode.Scalar(position, kind, json, text);
    }

    private static SourceNode.Scalar Tagged(string tag, string text, SourcePosition position, ImmutableArray<Fault>.Builder faults)
    {
        ScalarKind? wanted = null;
        switch (tag)
        {
            case CoreTag + "str" or CoreTag + "timestamp":
                return new SourceNode.Scalar(position, ScalarKind.String, text);
            case CoreTag + "binary":
                return new SourceNode.Scalar(position, ScalarKind.String, FromBase64(text, position), text);
            case CoreTag + "int" or CoreTag + "float":
                wanted = ScalarKind.Number;
                break;
            case CoreTag + "bool":
                wanted = ScalarKind.Boolean;
                break;
            case CoreTag + "null":
                wanted = ScalarKind.Null;
                break;
        }

        if (wanted is null)
        {
            faults.Add(UselessTag(tag, position));
            return new SourceNode.Scalar(position, ScalarKind.String, text);
        }

        var node = Resolved(text, position);
        var fits = node.Kind == wanted && !(tag == CoreTag + "int" && node.Text.AsSpan().ContainsAny('.', 'e'));
        return fits ? node : throw YamlStreamReader.Refused(FaultKind.WrongType, position, $"\"{text}\" is not what its tag !!{tag[CoreTag.Length..]} says");
    }

    private static string FromBase64(string text, SourcePosition position)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(text));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw YamlStreamReader.Refused(FaultKind.WrongType, position, "a !!binary value must be base64 of text; for binary data keep the base64 as a string, without the tag");
        }
    }

    /// <summary>A warning about a tag without meaning.</summary>
    public static Fault UselessTag(string tag, SourcePosition position) =>
        new(FaultKind.Surprise, position, $"the tag {tag.Replace(CoreTag, "!!", StringComparison.Ordinal)} means nothing to Kubernetes and is ignored")
        {
            Severity = FaultSeverity.Warning,
        };
}
