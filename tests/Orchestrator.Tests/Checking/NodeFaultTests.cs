using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Checking;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Tests.Volumes;

namespace LocalPods.Orchestrator.Tests.Checking;

/// <summary>What pods need of the node's disk is looked for, and nothing is made.</summary>
public sealed class NodeFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Paths_and_profiles_that_are_not_there_are_told_and_nothing_is_made()
    {
        _folder.Folder("seccomp");
        _folder.File("{}", "seccomp", "there.json");
        var faults = Of(new PodSpec
        {
            Volumes = [Host("Directory", "gone"), Host("File", "seccomp"), Host("Directory", "seccomp"), Host("DirectoryOrCreate", "later"), Host("", "whatever")],
            SecurityContext = new PodSecurityContext { SeccompProfile = Profile("gone.json") },
            Containers = [new Container { Name = "c", SecurityContext = new SecurityContext { SeccompProfile = Profile("there.json") } }, new Container { Name = "d", SecurityContext = new SecurityContext { SeccompProfile = Profile("../out.json") } }],
        });
        faults.ShouldBe(
        [
            new NodeFault(3, "spec.volumes[0].hostPath.path", CheckCode.HostPathWrongType, $"hostPath type check failed: {_folder.At("gone")} is not a directory"),
            new NodeFault(3, "spec.volumes[1].hostPath.path", CheckCode.HostPathWrongType, $"hostPath type check failed: {_folder.At("seccomp")} is not a file"),
            new NodeFault(3, "spec.securityContext.seccompProfile.localhostProfile", CheckCode.SeccompProfileMissing, $"cannot load seccomp profile \"{_folder.At("seccomp", "gone.json")}\": no such file"),
            new NodeFault(3, "spec.containers[1].securityContext.seccompProfile.localhostProfile", CheckCode.SeccompProfileMissing, $"cannot load seccomp profile \"{_folder.At("out.json")}\": no such file"),
        ]);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([_folder.At("seccomp")]);
    }

    private NodeFault[] Of(PodSpec spec) =>
        [.. NodeFault.Of(new CheckedObject(3, "Pod", "default", "web", JsonElement.Parse("{}")) { Pod = new Pod { Spec = spec } }, new NodeFiles(_folder.Path))];

    private Volume Host(string type, string name) => new() { Name = "v", HostPath = new HostPathVolumeSource { Path = _folder.At(name), Type = type } };

    private static SeccompProfile Profile(string file) => new() { Type = "Localhost", LocalhostProfile = file };
}
