using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Storage;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.Storage;

/// <summary>Makes folders of the instance into volumes for claims, and removes them again.</summary>
/// <param name="folder">Where they are; made when it is first needed.</param>
/// <param name="nodeName">The node whose folders they are.</param>
internal sealed class LocalPathProvisioner(string folder, string nodeName)
{
    public const string Name = "rancher.io/local-path";
    public const string ClassName = "local-path";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OpenToAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The class that every instance has from the start.</summary>
    public static StorageClass Class { get; } = new()
    {
        Metadata = new ObjectMeta
        {
            Name = ClassName,
            Annotations = ImmutableSortedDictionary<string, string>.Empty.Add(StorageClassResource.DefaultAnnotation, "true"),
        },
        Provisioner = Name,
        ReclaimPolicy = "Delete",
        VolumeBindingMode = "WaitForFirstConsumer",
    };

    /// <summary>Makes a folder for a claim; one that is there already is taken.</summary>
    /// <remarks>A daemon that dies before the volume is written leaves an empty folder, which stays if the claim is deleted before the next daemon comes.</remarks>
    /// <returns>The volume as it is to be created, bound to the claim.</returns>
    /// <exception cref="IOException">It could not be made.</exception>
    public PersistentVolume Provision(PersistentVolumeClaim claim, StorageClass storage)
    {
        var name = $"pvc-{claim.Metadata.Uid}";
        var path = Path.Combine(folder, $"{name}_{claim.Metadata.Namespace}_{claim.Metadata.Name}");
        Directory.CreateDirectory(folder, OwnerOnly);
        Directory.CreateDirectory(path, OpenToAll);
        File.SetUnixFileMode(path, OpenToAll);
        return new PersistentVolume
        {
            Metadata = new ObjectMeta { Name = name, Annotations = ImmutableSortedDictionary<string, string>.Empty.Add(PersistentVolumeResource.ProvisionedBy, Name) },
            Spec = new PersistentVolumeSpec
            {
                Capacity = ImmutableSortedDictionary<string, Api.Quantities.Quantity>.Empty.Add(Api.Core.ResourceNames.Storage, ClaimMatching.StorageOf(claim)),
                AccessModes = claim.Spec.AccessModes,
                ClaimRef = ClaimMatching.ReferenceTo(claim),
                PersistentVolumeReclaimPolicy = storage.ReclaimPolicy,
                StorageClassName = storage.Metadata.Name,
                MountOptions = storage.MountOptions,
                VolumeMode = "Filesystem",
                HostPath = new HostPathVolumeSource { Path = path, Type = "DirectoryOrCreate" },
                NodeAffinity = new VolumeNodeAffinity
                {
                    Required = new NodeSelector
                    {
                        NodeSelectorTerms =
                        [
                            new NodeSelectorTerm { MatchExpressions = [new NodeSelectorRequirement { Key = "kubernetes.io/hostname", Operator = "In", Values = [nodeName] }] },
                        ],
                    },
                },
            },
        };
    }

    /// <summary>Removes the folder of a volume that was made here.</summary>
    /// <returns>False for one that somebody else made: nobody here removes that.</returns>
    /// <exception cref="IOException">It could not be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be removed.</exception>
    public bool Remove(PersistentVolume volume)
    {
        var path = volume.Spec.HostPath?.Path ?? "";
        var ours = volume.Metadata.Annotations?.GetValueOrDefault(PersistentVolumeResource.ProvisionedBy) == Name && Path.GetDirectoryName(path) == folder
            && Path.GetFileName(path).StartsWith(volume.Metadata.Name + "_", StringComparison.Ordinal);
        if (ours && Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return ours;
    }
}
