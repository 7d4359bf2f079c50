using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Server.Protobuf;

/// <summary>Request bodies in protobuf: four bytes of magic, then an envelope that names the kind (spec: protobuf-wire 1).</summary>
internal static class ProtobufBody
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const string MetaVersion = "meta.k8s.io/v1";

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object as JSON, with the kind and apiVersion of its envelope.</summary>
    /// <param name="body">As sent.</param>
    /// <param name="expected">Kind that is expected, for the refusal.</param>
    /// <exception cref="ApiException">400: it cannot be read, or is of a kind that has no protobuf form here.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte> body, string expected)
    {
        try
        {
            return ReadEnvelope(body.Span);
        }
        catch (ProtobufException e)
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {expected}): protobuf: {e.Message}");
        }
    }

    private static JsonObject ReadEnvelope(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw new ProtobufException("the body does not begin with the magic number of Kubernetes");
        }

        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> raw = [];
        var reader = new WireReader(body[Magic.Length..]);
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1:
                    (apiVersion, kind) = ReadType(reader.ReadBytes());
                    break;
                case 2:
                    raw = reader.ReadBytes();
                    break;
                case 3 when reader.ReadString() is { Length: > 0 } encoding:
                    throw new ProtobufException($"content encoding \"{encoding}\" is not known");
                case 3:
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var table = MessageTable.Default;
        var fields = table.Find(apiVersion, kind) ?? table.Find(MetaVersion, kind)
            ?? throw new ProtobufException($"kind \"{kind}\" of \"{apiVersion}\" is not known");
        var content = ProtobufDecoder.Decode(table, fields, raw);
        content["kind"] = kind;
        content["apiVersion"] = apiVersion;
        return content;
    }

    private static (string ApiVersion, string Kind) ReadType(ReadOnlySpan<byte> bytes)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new WireReader(bytes);
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1:
                    apiVersion = reader.ReadString();
                    break;
                case 2:
                    kind = reader.ReadString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (apiVersion, kind);
    }
}
