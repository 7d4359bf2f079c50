using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Cgroups;

namespace LocalPods.Runtime.Docker.Tests.Cgroups;

/// <summary>Control groups of pods, made in folders laid out as kernels show them: a folder goes although the kernel's files are in it, and not while another folder is.</summary>
public sealed class PodCgroupsTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly ContainerResources s_limits = new() { CpuShares = 307, CpuQuota = 30_000, MemoryBytes = 64 << 20 };

    private readonly string _root = Directory.CreateTempSubdirectory("localpods-cgroups-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Under_the_first_version_a_pod_has_a_folder_in_every_tree_and_none_when_it_is_removed()
    {
        var groups = Groups(First());
        groups.MakeParent(4);
        groups.Limit("uid-1", s_limits, 4);
        Read("cpu/localpods-test/cpu.shares").ShouldBe("4096", "as much as all processors");
        Read("cpu/localpods-test/poduid-1/cpu.shares").ShouldBe("307");
        Read("cpu/localpods-test/poduid-1/cpu.cfs_quota_us").ShouldBe("30000");
        Read("memory/localpods-test/poduid-1/memory.limit_in_bytes").ShouldBe("67108864");
        groups.PathOf("uid-1").ShouldBe("/localpods-test/poduid-1");
        (groups.Has("uid-1"), groups.Has("uid-2")).ShouldBe((true, false));
        groups.List().ShouldBe(["uid-1"]);

        groups.Limit("uid-1", s_limits with { CpuQuota = 0, MemoryBytes = 0 }, 4);
        Read("cpu/localpods-test/poduid-1/cpu.cfs_quota_us").ShouldBe("-1");
        Read("memory/localpods-test/poduid-1/memory.limit_in_bytes").ShouldBe("-1");

        Directory.CreateDirectory(Path.Combine(_root, "pids/localpods-test/poduid-1")); // the engine makes it in all trees
        (await groups.RemoveAsync("uid-1", None)).ShouldBeTrue();
        (await groups.RemoveAsync("uid-1", None)).ShouldBeTrue();
        Folders("*poduid*").ShouldBeEmpty();
        groups.List().ShouldBeEmpty();
    }

    [Fact]
    public void Under_the_second_version_controllers_are_passed_on_from_the_top()
    {
        var groups = Groups(Second());
        groups.MakeParent(2);
        groups.Limit("uid-1", s_limits, 2);
        Read("cgroup.subtree_control").ShouldBe("+cpu +memory");
        Read("localpods-test/cgroup.subtree_control").ShouldBe("+cpu +memory");
        Read("localpods-test/cpu.weight").ShouldBe("79");
        Read("localpods-test/poduid-1/cpu.max").ShouldBe("30000 100000");
        Read("localpods-test/poduid-1/memory.max").ShouldBe("67108864");
    }

    [Fact]
    public async Task What_a_container_left_below_its_group_goes_with_the_pods()
    {
        var groups = Groups(First());
        groups.Limit("uid-1", s_limits, 1);
        Directory.CreateDirectory(Path.Combine(_root, "memory/localpods-test/poduid-1/c1/made-inside"));
        (await groups.RemoveAsync("uid-1", None)).ShouldBeTrue();
        Folders("poduid-1").ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_is_in_use_is_left_to_later_looks_and_not_shown_meanwhile()
    {
        var busy = true;
        var groups = new PodCgroups(First(), "test", TimeProvider.System, folder => Remove(busy && folder.EndsWith("cpu/localpods-test/poduid-1", StringComparison.Ordinal) ? throw new IOException("busy") : folder));
        groups.Limit("uid-1", s_limits, 1);
        (await groups.RemoveAsync("uid-1", None)).ShouldBeFalse();
        (groups.Has("uid-1"), groups.List().Length).ShouldBe((false, 0));
        Folders("poduid-1").Length.ShouldBe(2, "the tree of memory is left to the end, so that another daemon finds it");
        Groups(First()).List().ShouldBe(["uid-1"]);
        busy = false;
        groups.List().ShouldBeEmpty();
        Folders("poduid-1").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_purge_takes_all_pods_and_what_held_them_and_other_instances_stay()
    {
        var (groups, others) = (Groups(First()), Groups(First(), "test-2"));
        groups.Limit("uid-1", s_limits, 1);
        groups.Limit("uid-2", s_limits, 1);
        others.Limit("uid-3", s_limits, 1);
        groups.Left().Count().ShouldBe(2);
        await groups.RemoveAllAsync(None);
        groups.Left().ShouldBeEmpty();
        others.List().ShouldBe(["uid-3"]);
        groups.Limit("uid-1", s_limits, 1);
        groups.List().ShouldBe(["uid-1"], "it is made anew when it is needed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("../up")]
    [InlineData("a/b")]
    public async Task A_uid_that_is_no_name_leads_nowhere(string podUid)
    {
        var groups = Groups(First());
        Should.Throw<IOException>(() => groups.Limit(podUid, s_limits, 1));
        groups.PathOf(podUid).ShouldBeNull();
        (await groups.RemoveAsync(podUid, None)).ShouldBeTrue();
        Folders("*").Length.ShouldBe(3, "nothing but the trees");
    }

    [Theory]
    [InlineData(1, "memory/localpods-test/poduid-1/memory.usage_in_bytes", "total_inactive_file 300")]
    [InlineData(2, "localpods-test/poduid-1/memory.current", "inactive_file 300")]
    public void Files_that_nobody_reads_any_more_are_not_counted_as_used(int version, string usage, string idle)
    {
        var groups = Groups(version == 1 ? First() : Second());
        groups.Limit("uid-1", s_limits, 1);
        groups.WorkingSetOf("uid-1").ShouldBe(0);
        File.WriteAllText(Path.Combine(_root, usage), "1000\n");
        File.WriteAllText(Path.Combine(_root, Path.GetDirectoryName(usage)!, "memory.stat"), $"cache 500\n{idle}\nrss 3\n");
        groups.WorkingSetOf("uid-1").ShouldBe(700);
    }

    [Fact]
    public void Without_control_groups_no_pod_has_one()
    {
        var groups = Groups(null);
        (groups.Has("uid-1"), groups.List().Length, groups.Left().Any()).ShouldBe((false, 0, false));
        Should.Throw<IOException>(() => groups.MakeParent(1));
    }

    private static PodCgroups Groups(CgroupMounts? mounts, string instance = "test") => new(mounts, instance, TimeProvider.System, folder => Remove(folder));

    private static void Remove(string folder)
    {
        if (Directory.EnumerateDirectories(folder).Any())
        {
            throw new IOException("Device or resource busy");
        }

        Directory.Delete(folder, recursive: true);
    }

    private CgroupMounts First()
    {
        string[] trees = [.. new[] { "cpu", "pids", "memory" }.Select(t => Directory.CreateDirectory(Path.Combine(_root, t)).FullName)];
        return new CgroupMounts(1, trees[0], trees[2], [.. trees]);
    }

    private CgroupMounts Second() => new(2, _root, _root, [_root]);

    private string Read(string file) => File.ReadAllText(Path.Combine(_root, file));

    private string[] Folders(string pattern) => Directory.GetDirectories(_root, pattern, SearchOption.AllDirectories);
}
