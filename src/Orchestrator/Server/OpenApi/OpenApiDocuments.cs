using System.Security.Cryptography;
using System.Text.Json;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>The published schemas (spec: api 4), made when they are first asked for and then kept until other kinds are served.</summary>
internal sealed class OpenApiDocuments(ResourceRegistry registry, string version)
{
    private const string Title = "Kubernetes API of LocalPods";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OpenApiDocument> _documents = new(StringComparer.Ordinal);
    private SchemaCatalog? _all;
    private ServedKinds? _of;

    /// <summary>Version 2 as JSON.</summary>
    public OpenApiDocument V2() => Kept("v2", () => JsonText.Object(WriteV2));

    /// <summary>Version 2 as protobuf.</summary>
    public OpenApiDocument V2Protobuf() => Kept("v2 protobuf", () => OpenApiV2Protobuf.Write(All, registry.All, Title, version));

    /// <summary>Group versions of version 3, and where each is.</summary>
    public OpenApiDocument V3Index() => Kept("v3", () => JsonText.Object(writer =>
    {
        writer.WriteStartObject("paths");
        foreach (var path in registry.GroupVersions().Select(g => PathOf(g.Key.Group, g.Key.Version)))
        {
            writer.WriteStartObject(path);
            writer.WriteString("serverRelativeURL", $"/openapi/v3/{path}?hash={V3(path)!.Hash}");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }));

    /// <summary>Version 3 of one group version.</summary>
    /// <param name="path"><c>api/v1</c>, <c>apis/apps/v1</c>.</param>
    /// <returns>Null when it is not served.</returns>
    public OpenApiDocument? V3(string path)
    {
        ImmutableArray<ResourceDefinition> kinds = [.. registry.All.Where(d => PathOf(d.Names.Group, d.Names.Version) == path)];
        return kinds.IsEmpty ? null : Kept("v3 " + path, () => JsonText.Object(writer => WriteV3(writer, kinds)));
    }

    private SchemaCatalog All => _all ??= new SchemaCatalog(registry.All);

    private OpenApiDocument Kept(string name, Func<byte[]> make)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_of, registry.Served))
            {
                _of = registry.Served;
                _all = null;
                _documents.Clear();
            }

            var of = _of;
            if (!_documents.TryGetValue(name, out var document))
            {
                var bytes = make();
                document = new OpenApiDocument(bytes, Convert.ToHexString(SHA512.HashData(bytes)));
                if (ReferenceEquals(of, _of))
                {
                    _documents[name] = document;
                }
            }

            return document;
        }
    }

    private void WriteV2(Utf8JsonWriter writer)
    {
        writer.WriteString("swagger", "2.0");
        WriteInfo(writer);
        var schemas = new SchemaWriter(writer, 2);
        WritePaths(writer, schemas, registry.All, 2);
        writer.WriteStartObject("definitions");
        schemas.WriteAll(All.All);
        writer.WriteEndObject();
    }

    private void WriteV3(Utf8JsonWriter writer, ImmutableArray<ResourceDefinition> kinds)
    {
        writer.WriteString("openapi", "3.0.0");
        WriteInfo(writer);
        var schemas = new SchemaWriter(writer, 3);
        WritePaths(writer, schemas, kinds, 3);
        writer.WriteStartObject("components");
        writer.WriteStartObject("schemas");
        schemas.WriteAll(new SchemaCatalog(kinds).All);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteInfo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("info");
        writer.WriteString("title", Title);
        writer.WriteString("version", version);
        writer.WriteEndObject();
    }

    private static void WritePaths(Utf8JsonWriter writer, SchemaWriter schemas, ImmutableArray<ResourceDefinition> kinds, int version)
    {
        var paths = new PathWriter(writer, schemas, version);
        writer.WriteStartObject("paths");
        foreach (var kind in kinds)
        {
            paths.Write(kind, SchemaCatalog.NameOf(kind));
        }

        writer.WriteEndObject();
    }

    private static string PathOf(string group, string version) => group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";
}
