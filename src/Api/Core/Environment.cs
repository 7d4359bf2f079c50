using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>An environment variable.</summary>
public sealed record EnvVar
{
    /// <summary>Name of the variable.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Value; $(NAME) is replaced by variables given before, $$ stands for one $. Default empty.</summary>
    public string? Value { get; init; }

    /// <summary>Where the value comes from; not together with a value.</summary>
    public EnvVarSource? ValueFrom { get; init; }
}

/// <summary>Where the value of a variable comes from. Exactly one field is set.</summary>
public sealed record EnvVarSource
{
    /// <summary>A field of the pod.</summary>
    public ObjectFieldSelector? FieldRef { get; init; }

    /// <summary>A request or limit of a container.</summary>
    public ResourceFieldSelector? ResourceFieldRef { get; init; }

    /// <summary>A key of a config map.</summary>
    public ConfigMapKeySelector? ConfigMapKeyRef { get; init; }

    /// <summary>A key of a secret.</summary>
    public SecretKeySelector? SecretKeyRef { get; init; }

    /// <summary>A key in a file of variables on an emptyDir volume.</summary>
    public FileKeySelector? FileKeyRef { get; init; }
}

/// <summary>Selects a field of the pod.</summary>
public sealed record ObjectFieldSelector
{
    /// <summary>Version of the schema fieldPath belongs to. Default v1.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Path such as metadata.name, metadata.labels['key'], spec.nodeName or status.podIP.</summary>
    public string FieldPath { get => field ?? ""; init; }
}

/// <summary>Selects a request or limit of a container.</summary>
public sealed record ResourceFieldSelector
{
    /// <summary>Container to look at. Needed in volumes; absent in variables: the same container.</summary>
    public string? ContainerName { get; init; }

    /// <summary>Such as limits.cpu or requests.memory.</summary>
    public string Resource { get => field ?? ""; init; }

    /// <summary>Unit to express the value in; rounded up. Default 1.</summary>
    public Quantity Divisor { get; init; }
}

/// <summary>Selects a key of a config map.</summary>
public sealed record ConfigMapKeySelector
{
    /// <summary>Name of the config map.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Key to read.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>Go on when the config map or key is missing. Default false.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Selects a key of a secret.</summary>
public sealed record SecretKeySelector
{
    /// <summary>Name of the secret.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Key to read.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>Go on when the secret or key is missing. Default false.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Selects a key of a file of variables.</summary>
public sealed record FileKeySelector
{
    /// <summary>Volume of the pod that holds the file.</summary>
    public string VolumeName { get => field ?? ""; init; }

    /// <summary>Path of the file within the volume.</summary>
    public string Path { get => field ?? ""; init; }

    /// <summary>Variable to read from the file.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>Go on when the file or key is missing. Default false.</summary>
    public bool? Optional { get; init; }
}

/// <summary>A source whose keys all become variables. One of the references is set.</summary>
public sealed record EnvFromSource
{
    /// <summary>Put before every key.</summary>
    public string? Prefix { get; init; }

    /// <summary>A config map.</summary>
    public ConfigMapEnvSource? ConfigMapRef { get; init; }

    /// <summary>A secret.</summary>
    public SecretEnvSource? SecretRef { get; init; }
}

/// <summary>A config map as a source of variables.</summary>
public sealed record ConfigMapEnvSource
{
    /// <summary>Name of the config map.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Go on when the config map is missing. Default false.</summary>
    public bool? Optional { get; init; }
}

/// <summary>A secret as a source of variables.</summary>
public sealed record SecretEnvSource
{
    /// <summary>Name of the secret.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Go on when the secret is missing. Default false.</summary>
    public bool? Optional { get; init; }
}
