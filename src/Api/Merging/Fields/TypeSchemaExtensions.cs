namespace LocalPods.Api.Merging;

/// <summary>Questions to schemas that are answered the same way for all of them.</summary>
internal static class TypeSchemaExtensions
{
    /// <summary>Of a field, named by the type or not.</summary>
    public static ITypeSchema OfField(this ITypeSchema schema, string name) => schema.Field(name) ?? schema.Element ?? UntypedSchema.Instance;
}
