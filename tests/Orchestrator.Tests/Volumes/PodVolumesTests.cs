using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Tests.Pods;
using LocalPods.Orchestrator.Volumes;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.Volumes;

/// <summary>The volumes of one pod on the disk and in memory, from its start to its end.</summary>
public sealed class PodVolumesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LinuxMounts _mounts = new();
    private readonly FixedConfig _config = new();
    private readonly InMemoryStore _store = new(TimeProvider.System);
    private readonly PodDirectories _directories;
    private PodVolumes _volumes;

    public PodVolumesTests()
    {
        _directories = new PodDirectories(_folder.Path, _mounts);
        _volumes = Restarted();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("spec", "WN-58")]
    public void An_emptyDir_is_open_to_all_and_keeps_its_files_while_the_pod_lives()
    {
        var pod = Pod(new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource() });
        var source = SetUp(pod).Source;
        File.GetUnixFileMode(source).ShouldBe(Octal("777"));
        File.WriteAllText(Path.Combine(source, "f"), "kept");
        _volumes = Restarted();
        SetUp(pod).Source.ShouldBe(source);
        File.ReadAllText(Path.Combine(source, "f")).ShouldBe("kept");
        _directories.Remove("u");
        SetUp(pod);
        Directory.EnumerateFileSystemEntries(source).ShouldBeEmpty();
    }

    [Fact]
    [Trait("spec", "WN-58")]
    public void An_emptyDir_in_memory_is_a_tmpfs_of_its_size_that_goes_with_the_pod()
    {
        var pod = Pod(new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource { Medium = "Memory", SizeLimit = Quantity.Parse("1Mi") } });
        var source = SetUp(pod).Source;
        _mounts.Below(source).ShouldBe([source]);
        new DriveInfo(source).DriveFormat.ShouldBe("tmpfs");
        new DriveInfo(source).TotalSize.ShouldBe(1 << 20);
        File.GetUnixFileMode(source).ShouldBe(Octal("777"));
        Should.Throw<IOException>(() => File.WriteAllBytes(Path.Combine(source, "big"), new byte[2 << 20]));

        _volumes = Restarted();
        SetUp(pod);
        _mounts.Below(_folder.Path).ShouldBe([source], "once is enough");
        _directories.Remove("u");
        _mounts.Below(_folder.Path).ShouldBeEmpty();
        Directory.Exists(source).ShouldBeFalse();
    }

    [Fact]
    public void What_is_confidential_is_in_memory_and_in_a_folder_of_this_user()
    {
        _config.With("s", new Secret { Data = Data("k", "swordfish") });
        var mount = SetUp(Pod(new Volume { Name = "v", Secret = new SecretVolumeSource { SecretName = "s", DefaultMode = 0x124 } }));
        mount.ReadOnly.ShouldBeTrue();
        File.ReadAllText(Path.Combine(mount.Source, "k")).ShouldBe("swordfish");
        new DriveInfo(mount.Source).DriveFormat.ShouldBe("tmpfs");
        File.GetUnixFileMode(_folder.At("memory")).ShouldBe(Octal("700"));
        _directories.List().ShouldBe(["u"]);
        _directories.Remove("u");
        Directory.Exists(mount.Source).ShouldBeFalse();
    }

    [Fact]
    public void A_node_that_may_not_mount_keeps_it_in_a_folder_of_this_user()
    {
        _config.With("s", new Secret { Data = Data("k", "swordfish") });
        var directories = new PodDirectories(_folder.Path, new NoMounts());
        _volumes = new PodVolumes(directories, new NoMounts(), NoTokens, new ClaimedVolumes(_store), TimeProvider.System, NullLogger<PodVolumes>.Instance);
        var mount = SetUp(Pod(new Volume { Name = "v", Secret = new SecretVolumeSource { SecretName = "s" } }));
        mount.Source.ShouldStartWith(_folder.At("pods", "u"));
        File.GetUnixFileMode(_folder.At("pods", "u")).ShouldBe(Octal("700"));
        SetUp(Pod(new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource { Medium = "Memory" } })).Source.ShouldNotBeEmpty();
    }

    [Fact]
    public void What_changed_is_written_anew_and_a_part_of_a_volume_stays()
    {
        var map = new ConfigMap { Data = ImmutableSortedDictionary<string, string>.Empty.Add("k", "1") };
        _config.With("m", map);
        var volume = new Volume { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = "m" } };
        var pod = Pod(volume, new VolumeMount { Name = "v", MountPath = "/whole" }, new VolumeMount { Name = "v", MountPath = "/part", SubPath = "k" });
        var mounts = MountsOf(pod);
        var part = mounts[1].Source;
        File.ReadAllText(part).ShouldBe("1");

        _volumes = Restarted(new FixedConfig().With("m", map with { Data = map.Data!.SetItem("k", "2") }));
        _volumes.Refresh(Setting(pod)).Problems.ShouldBeEmpty();
        File.ReadAllText(Path.Combine(mounts[0].Source, "k")).ShouldBe("2");
        File.ReadAllText(part).ShouldBe("1");

        _volumes = Restarted(new FixedConfig());
        _volumes.Refresh(Setting(pod)).Problems.Single().Message.ShouldBe("configmap \"m\" not found");
        File.ReadAllText(Path.Combine(mounts[0].Source, "k")).ShouldBe("2");
    }

    [Fact]
    public void Nothing_is_written_before_the_pod_starts()
    {
        _config.With("m", new ConfigMap());
        _volumes.Refresh(Setting(Pod(new Volume { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = "m" } })));
        Directory.Exists(_folder.At("pods")).ShouldBeFalse();
    }

    [Fact]
    public void The_group_of_volumes_owns_what_is_in_them()
    {
        _config.With("s", new Secret { Data = Data("k", "x") });
        var context = new PodSecurityContext { FsGroup = 2345 };
        var empty = SetUp(Pod(new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource() }) is var pod ? pod with { Spec = pod.Spec with { SecurityContext = context } } : null!).Source;
        var facts = LinuxFiles.Stat(empty)!;
        (facts.Group, Text(facts.Mode)).ShouldBe((2345, "2777"));

        var secret = Pod(new Volume { Name = "v", Secret = new SecretVolumeSource { SecretName = "s", DefaultMode = 0x100 } });
        var source = SetUp(secret with { Spec = secret.Spec with { SecurityContext = context } }).Source;
        var file = LinuxFiles.Stat(Path.Combine(source, "k"))!;
        (file.Group, Text(file.Mode)).ShouldBe((2345, "440"));
        _volumes.Refresh(Setting(secret with { Spec = secret.Spec with { SecurityContext = context } }));
        Directory.EnumerateDirectories(source, "..2*").Count().ShouldBe(1);
    }

    [Theory]
    [InlineData(false, null, "600")]
    [InlineData(false, "rancher.io/local-path", "660")]
    [InlineData(true, null, "660")]
    public async Task A_folder_of_the_node_that_was_not_made_for_a_claim_is_given_to_no_group(bool local, string? madeBy, string mode)
    {
        _folder.Folder("mine");
        var file = _folder.File("", "mine", "f");
        File.SetUnixFileMode(file, Octal("600"));
        var annotations = ImmutableSortedDictionary<string, string>.Empty;
        await PutAsync("persistentvolumes", "", new PersistentVolume
        {
            Metadata = new ObjectMeta { Name = "pv", Annotations = madeBy is null ? annotations : annotations.Add("pv.kubernetes.io/provisioned-by", madeBy) },
            Spec = local ? new PersistentVolumeSpec { Local = new LocalVolumeSource { Path = _folder.At("mine") } } : new PersistentVolumeSpec { HostPath = new HostPathVolumeSource { Path = _folder.At("mine") } },
        });
        await PutAsync("persistentvolumeclaims", "default", new PersistentVolumeClaim
        {
            Metadata = new ObjectMeta { Name = "data", Namespace = "default" },
            Spec = new PersistentVolumeClaimSpec { VolumeName = "pv" },
            Status = new PersistentVolumeClaimStatus { Phase = "Bound" },
        });
        var pod = Pod(new Volume { Name = "v", PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = "data" } });
        SetUp(pod with { Spec = pod.Spec with { SecurityContext = new PodSecurityContext { FsGroup = 99 } } }).Source.ShouldBe(_folder.At("mine"));
        Text(LinuxFiles.Stat(file)!.Mode).ShouldBe(mode);
        LinuxFiles.Stat(file)!.Group.ShouldBe(mode == "600" ? LinuxFiles.Stat(_folder.Path)!.Group : 99);
    }

    [Fact]
    public async Task A_claim_that_is_only_read_is_mounted_so_and_keeps_its_owners()
    {
        _folder.Folder("mine");
        var file = _folder.File("", "mine", "f");
        File.SetUnixFileMode(file, Octal("600"));
        await PutAsync("persistentvolumes", "", new PersistentVolume { Metadata = new ObjectMeta { Name = "pv" }, Spec = new PersistentVolumeSpec { Local = new LocalVolumeSource { Path = _folder.At("mine") } } });
        await PutAsync("persistentvolumeclaims", "default", new PersistentVolumeClaim
        {
            Metadata = new ObjectMeta { Name = "data", Namespace = "default" },
            Spec = new PersistentVolumeClaimSpec { VolumeName = "pv" },
            Status = new PersistentVolumeClaimStatus { Phase = "Bound" },
        });
        var pod = Pod(new Volume { Name = "v", PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = "data", ReadOnly = true } });
        SetUp(pod with { Spec = pod.Spec with { SecurityContext = new PodSecurityContext { FsGroup = 99 } } }).ReadOnly.ShouldBeTrue();
        Text(LinuxFiles.Stat(file)!.Mode).ShouldBe("600");
        SetUp(Pod(new Volume { Name = "w", PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = "data" } })).ReadOnly.ShouldBeFalse();
    }

    [Fact]
    public async Task A_claim_for_one_pod_alone_is_whoevers_runs_and_else_the_firsts()
    {
        await PutAsync("persistentvolumes", "", new PersistentVolume { Metadata = new ObjectMeta { Name = "pv" }, Spec = new PersistentVolumeSpec { HostPath = new HostPathVolumeSource { Path = _folder.Path } } });
        await PutAsync("persistentvolumeclaims", "default", new PersistentVolumeClaim
        {
            Metadata = new ObjectMeta { Name = "data", Namespace = "default" },
            Spec = new PersistentVolumeClaimSpec { VolumeName = "pv", AccessModes = ["ReadWriteOncePod"] },
            Status = new PersistentVolumeClaimStatus { Phase = "Bound" },
        });
        var running = new PodStatus { Phase = "Running", ContainerStatuses = [new ContainerStatus { Name = "c", State = new ContainerState { Running = new ContainerStateRunning() } }] };
        await ShouldHaveItAsync("a", ("a", null), ("b", null));
        await ShouldHaveItAsync("b", ("a", null), ("b", running));
        await ShouldHaveItAsync("b", ("a", new PodStatus { Phase = "Succeeded" }), ("b", null));
        await ShouldHaveItAsync("b", ("a", new PodStatus { Phase = "Pending", Conditions = [new PodCondition { Type = "PodScheduled", Status = "False" }] }), ("b", null));

        async Task ShouldHaveItAsync(string one, params (string Uid, PodStatus? Status)[] pods)
        {
            var all = pods.Select(p => Claiming(p.Uid) with { Status = p.Status ?? new PodStatus { Phase = "Pending" } }).ToArray();
            foreach (var pod in all)
            {
                await PutAsync("pods", "default", pod);
            }

            foreach (var pod in all.Where(PodClaims.Holds))
            {
                if (pod.Metadata.Uid == one)
                {
                    SetUp(pod).Source.ShouldBe(_folder.Path);
                }
                else
                {
                    Should.Throw<VolumeException>(() => SetUp(pod)).Message
                        .ShouldBe("error processing PVC default/data: volume uses the ReadWriteOncePod access mode and is already in use by another pod");
                }
            }

            foreach (var pod in all)
            {
                await _store.DeleteAsync(new ObjectKey("pods", "default", pod.Metadata.Name!), null, CancellationToken.None);
            }
        }

        static Pod Claiming(string uid) =>
            Pod(new Volume { Name = "v", PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = "data" } }) with { Metadata = new ObjectMeta { Name = uid, Namespace = "default", Uid = uid } };
    }

    [Fact]
    public void A_relative_path_is_one_below_the_root() =>
        MountsOf(Pod(new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource() }, new VolumeMount { Name = "v", MountPath = "data/x" }))[0].Target.ShouldBe("/data/x");

    [Theory]
    [InlineData(null, "770", "660")]
    [InlineData("OnRootMismatch", "770", "600")]
    public void A_volume_whose_root_is_right_is_left_alone_when_the_pod_says_so(string? policy, string folderMode, string fileMode)
    {
        var inner = _folder.Folder("volume", "inner");
        var file = _folder.File("", "volume", "inner", "f");
        File.CreateSymbolicLink(_folder.At("volume", "out"), "/etc/hostname");
        File.SetUnixFileMode(file, Octal("600"));
        File.SetUnixFileMode(inner, Octal("770"));
        LinuxFiles.SetOwner(_folder.At("volume"), null, 99);
        File.SetUnixFileMode(_folder.At("volume"), Octal("2770"));
        var hostname = LinuxFiles.Stat("/etc/hostname");
        var pod = new Pod { Spec = new PodSpec { SecurityContext = new PodSecurityContext { FsGroup = 99, FsGroupChangePolicy = policy } } };
        VolumeOwnership.Apply(_folder.At("volume"), pod, readOnly: false);
        Text(LinuxFiles.Stat(inner)!.Mode & Octal("777")).ShouldBe(folderMode);
        Text(LinuxFiles.Stat(file)!.Mode).ShouldBe(fileMode);
        LinuxFiles.Stat("/etc/hostname").ShouldBe(hostname, "a link is not followed");
    }

    [Fact]
    public void Removing_a_pod_never_reaches_what_a_part_of_a_host_path_shows()
    {
        _folder.Folder("mine", "data");
        _folder.File("precious", "mine", "data", "f");
        var volume = new Volume { Name = "v", HostPath = new HostPathVolumeSource { Path = _folder.At("mine") } };
        var mounts = MountsOf(Pod(volume, new VolumeMount { Name = "v", MountPath = "/x", SubPath = "data" }));
        File.ReadAllText(Path.Combine(mounts[0].Source, "f")).ShouldBe("precious");
        _directories.Remove("u");
        File.ReadAllText(_folder.At("mine", "data", "f")).ShouldBe("precious");
        _mounts.Below(_folder.Path).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.At("pods")).ShouldBeEmpty();
    }

    [Fact]
    public void The_end_of_the_instance_takes_every_mount_off()
    {
        _config.With("s", new Secret { Data = Data("k", "x") });
        SetUp(Pod(new Volume { Name = "v", Secret = new SecretVolumeSource { SecretName = "s" } }));
        SetUp(Pod(new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource { Medium = "Memory" } }));
        _directories.WriteHosts("u", "127.0.0.1 localhost");
        InstanceFolders.Remove(_folder.Path).ShouldBe(1);
        _mounts.Below(_folder.Path).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_volume_that_variables_are_read_from_is_ready_although_nobody_mounts_it()
    {
        var pod = Pod(new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource() }) is var made ? made with { Spec = made.Spec with { Containers = [Reader] } } : null!;
        _volumes.SetUp(Setting(pod));
        _volumes.ReadText(pod, "v", "a.env").ShouldBeNull();
        _folder.File("A='1'", "pods", "u", "volumes", "kubernetes.io~empty-dir", "v", "a.env");
        _volumes.ReadText(pod, "v", "a.env").ShouldBe("A='1'");
        Should.Throw<ContainerConfigException>(() => _volumes.ReadText(pod, "other", "a.env")).Message.ShouldBe("cannot find the volume \"other\" referenced by FileKeyRef");
        Should.Throw<ContainerConfigException>(() => _volumes.ReadText(pod, "v", ".")).Message.ShouldBe("couldn't parse env file: \".\" in volume \"v\" cannot be read");
    }

    private static Container Reader => new()
    {
        Name = "c",
        Env = [new EnvVar { Name = "A", ValueFrom = new EnvVarSource { FileKeyRef = new FileKeySelector { VolumeName = "v", Path = "a.env", Key = "A" } } }],
    };

    [Fact]
    public void Other_kinds_and_missing_volumes_are_named()
    {
        Should.Throw<VolumeException>(() => SetUp(Pod(new Volume { Name = "v", Nfs = new NFSVolumeSource() }))).Message.ShouldBe("volumes of kind nfs are not supported");
        Should.Throw<ContainerConfigException>(() => MountsOf(Pod(new Volume { Name = "other" }, new VolumeMount { Name = "v", MountPath = "/x" }))).Message
            .ShouldBe("cannot find volume \"v\" to mount into container \"c\"");
        Should.Throw<VolumeException>(() => SetUp(Pod(new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource { Medium = "Tape" } }))).Message.ShouldBe("unknown storage medium \"Tape\"");
        Should.Throw<VolumeException>(() => SetUp(Pod(new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource { Medium = "HugePages" } }))).Message
            .ShouldBe("emptyDir with medium \"HugePages\" is not supported");
        var gone = new Volume { Name = "v", HostPath = new HostPathVolumeSource { Path = _folder.At("gone") } };
        Should.Throw<ContainerConfigException>(() => MountsOf(Pod(gone, new VolumeMount { Name = "v", MountPath = "/x", SubPath = "a" }))).Message
            .ShouldBe($"stat {_folder.At("gone")}: no such file or directory");
    }

    private async Task PutAsync<T>(string resource, string @namespace, T value)
    {
        var content = JsonNode.Parse(ApiJson.ToBytes(value))!.AsObject();
        await _store.CreateAsync(new ObjectKey(resource, @namespace, content["metadata"]!["name"]!.GetValue<string>()), content, null, CancellationToken.None);
    }

    private static (PodToken? Token, string? Problem) NoTokens(PodTokenRequest request) => (null, "none");

    private PodVolumes Restarted(FixedConfig? config = null)
    {
        _current = config ?? _config;
        return new PodVolumes(_directories, _mounts, NoTokens, new ClaimedVolumes(_store), TimeProvider.System, NullLogger<PodVolumes>.Instance);
    }

    private FixedConfig _current = new();

    private LocalPods.Orchestrator.Runtime.Mount SetUp(Pod pod) => MountsOf(pod)[0];

    private ImmutableArray<LocalPods.Orchestrator.Runtime.Mount> MountsOf(Pod pod)
    {
        _volumes.SetUp(Setting(pod));
        return _volumes.MountsOf(Setting(pod), pod.Spec.Containers[0], _ => null);
    }

    private PodSetting Setting(Pod pod) => new(pod, [], new NodeSetting("n1", [], 4, 1L << 30), _current);

    private static Pod Pod(Volume volume, params VolumeMount[] mounts) => new()
    {
        Metadata = new ObjectMeta { Name = "web", Namespace = "default", Uid = "u" },
        Spec = new PodSpec
        {
            Volumes = [volume],
            Containers = [new Container { Name = "c", VolumeMounts = mounts.Length > 0 ? [.. mounts] : [new VolumeMount { Name = volume.Name, MountPath = "/v" }] }],
        },
    };

    private static ImmutableSortedDictionary<string, byte[]> Data(string key, string value) =>
        ImmutableSortedDictionary<string, byte[]>.Empty.Add(key, System.Text.Encoding.UTF8.GetBytes(value));

    private static UnixFileMode Octal(string digits) => (UnixFileMode)Convert.ToInt32(digits, 8);

    private static string Text(UnixFileMode mode) => Convert.ToString((int)mode, 8);
}
