using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Checks names of objects.</summary>
internal static class NameRules
{
    /// <summary>Faults of a name, empty when it is good.</summary>
    /// <param name="metadata">Of the object.</param>
    /// <param name="rule">What is wrong with a name; nothing when it is good.</param>
    public static ImmutableArray<StatusCause> Check(ObjectMeta metadata, Func<string, ImmutableArray<string>> rule)
    {
        if (string.IsNullOrEmpty(metadata.Name))
        {
            return [new StatusCause { Reason = "FieldValueRequired", Field = "metadata.name", Message = "Required value: name or generateName is required" }];
        }

        return [.. rule(metadata.Name).Select(fault => new StatusCause
        {
            Reason = "FieldValueInvalid",
            Field = "metadata.name",
            Message = $"Invalid value: \"{metadata.Name}\": {fault}",
        })];
    }
}
