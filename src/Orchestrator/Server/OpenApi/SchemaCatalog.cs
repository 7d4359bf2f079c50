using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>The types of served kinds and all they lead to. Made when somebody asks for a schema first: reflection is fine here.</summary>
internal sealed class SchemaCatalog
{
    private readonly DocComments _comments = DocComments.Load();
    private readonly Dictionary<Type, ObjectSchema> _schemas = [];

    public SchemaCatalog(IEnumerable<ResourceDefinition> definitions)
    {
        var given = new List<ObjectSchema>();
        foreach (var definition in definitions)
        {
            if (definition.Schema is { } schema)
            {
                given.Add(new(NameOf(definition), schema.Text("description") ?? "", [], definition.Names) { Given = schema });
                Add(TypeShape.For(ApiJson.TypeInfo<ObjectMeta>()), null);
            }
            else
            {
                Add(TypeShape.For(definition.Known.Type), definition.Names);
            }
        }

        All = [.. _schemas.Values.Concat(given).OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    /// <summary>By name.</summary>
    public ImmutableArray<ObjectSchema> All { get; }

    /// <summary>Full name of a type of the object model: what Kubernetes calls it.</summary>
    public static string NameOf(Type type) => (type.Namespace ?? "").Split('.')[^1] switch
    {
        "Meta" => $"io.k8s.apimachinery.pkg.apis.meta.v1.{type.Name}",
        "ApiExtensions" => $"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.{type.Name}",
        "Quantities" when type.Name == "Quantity" => "io.k8s.apimachinery.pkg.api.resource.Quantity",
        "Quantities" => $"io.k8s.apimachinery.pkg.util.intstr.{type.Name}",
        var group => $"io.k8s.api.{group.ToLowerInvariant()}.v1.{type.Name}",
    };

    /// <summary>Full name of a kind: custom ones stand under their domain, read backwards.</summary>
    public static string NameOf(ResourceDefinition definition) => definition.Schema is null
        ? NameOf(definition.Known.Type.Type)
        : $"{string.Join('.', definition.Names.Group.Split('.').Reverse())}.{definition.Names.Version}.{definition.Names.Kind}";

    /// <summary>Full name of the list of a kind.</summary>
    public static string ListNameOf(ObjectSchema kind) => kind.Name + "List";

    private void Add(TypeShape shape, ResourceNames? kind)
    {
        if (shape.Alternative is { } alternative)
        {
            Add(alternative, null);
        }
        else if (shape.Element is { } element)
        {
            Add(element, null);
        }
        else if (shape.Kind == ShapeKind.Object && !_schemas.ContainsKey(shape.Type))
        {
            var schema = new ObjectSchema(NameOf(shape.Type), _comments.OfType(shape.Type), [], kind);
            _schemas.Add(shape.Type, schema); // before its fields, which may lead back here
            _schemas[shape.Type] = schema with { Fields = [.. Fields(shape, kind).OrderBy(f => f.Name, StringComparer.Ordinal)] };
            foreach (var field in shape.Fields.Values)
            {
                Add(field, null);
            }
        }
    }

    private IEnumerable<FieldSchema> Fields(TypeShape shape, ResourceNames? kind)
    {
        foreach (var property in shape.Info.Properties)
        {
            var member = property.AttributeProvider as MemberInfo;
            var header = kind is not null && property.Name is "kind" or "apiVersion";
            yield return new FieldSchema(
                property.Name,
                _comments.OfProperty(member?.DeclaringType ?? shape.Type, member?.Name ?? ""),
                shape.Fields[property.Name],
                !header && IsRequired(property, shape.Fields[property.Name]),
                MergeRules.Find(shape.Name, property.Name));
        }
    }

    // What is always written, parts with fields of their own aside: those are written empty.
    private static bool IsRequired(JsonPropertyInfo property, TypeShape shape) =>
        shape.Kind is not (ShapeKind.Object or ShapeKind.Any) && property.ShouldSerialize is null
        && (property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is null : !property.IsGetNullable);
}
