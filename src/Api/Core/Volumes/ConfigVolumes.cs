using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>The keys of a secret as files.</summary>
public sealed record SecretVolumeSource
{
    /// <summary>Name of the secret.</summary>
    public string? SecretName { get; init; }

    /// <summary>Keys to show and where. Absent: every key under its own name.</summary>
    public ImmutableArray<KeyToPath> Items { get => field.OrEmpty(); init; }

    /// <summary>Permission bits of the files, 0 to 511. Default 420, which is 0644.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>Go on when the secret is missing. Default false.</summary>
    public bool? Optional { get; init; }
}

/// <summary>The keys of a config map as files.</summary>
public sealed record ConfigMapVolumeSource
{
    /// <summary>Name of the config map.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Keys to show and where. Absent: every key under its own name.</summary>
    public ImmutableArray<KeyToPath> Items { get => field.OrEmpty(); init; }

    /// <summary>Permission bits of the files, 0 to 511. Default 420, which is 0644.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>Go on when the config map is missing. Default false.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Shows one key as a file.</summary>
public sealed record KeyToPath
{
    /// <summary>Key to show.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>Relative path of the file; must not contain two dots.</summary>
    public string Path { get => field ?? ""; init; }

    /// <summary>Permission bits of the file, 0 to 511. Absent: the volume's default.</summary>
    public int? Mode { get; init; }
}

/// <summary>Fields of the pod as files.</summary>
public sealed record DownwardAPIVolumeSource
{
    /// <summary>The files.</summary>
    public ImmutableArray<DownwardAPIVolumeFile> Items { get => field.OrEmpty(); init; }

    /// <summary>Permission bits of the files, 0 to 511. Default 420, which is 0644.</summary>
    public int? DefaultMode { get; init; }
}

/// <summary>A field of the pod as a file. One of fieldRef and resourceFieldRef is set.</summary>
public sealed record DownwardAPIVolumeFile
{
    /// <summary>Relative path of the file; must not contain two dots.</summary>
    public string Path { get => field ?? ""; init; }

    /// <summary>A field of the pod.</summary>
    public ObjectFieldSelector? FieldRef { get; init; }

    /// <summary>A request or limit of a container.</summary>
    public ResourceFieldSelector? ResourceFieldRef { get; init; }

    /// <summary>Permission bits of the file, 0 to 511. Absent: the volume's default.</summary>
    public int? Mode { get; init; }
}
