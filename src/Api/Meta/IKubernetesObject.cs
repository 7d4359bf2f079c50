namespace LocalPods.Api.Meta;

/// <summary>What every object of the API has in common, whatever its kind.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version of the schema, such as <c>v1</c> or <c>apps/v1</c>.</summary>
    string ApiVersion { get; init; }

    /// <summary>Name of the kind, such as <c>Pod</c>.</summary>
    string Kind { get; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    ObjectMeta Metadata { get; init; }
}
