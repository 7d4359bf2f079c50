using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Cgroups;

namespace LocalPods.Runtime.Docker.Tests.Cgroups;

/// <summary>Where control groups are found, and what is written to limit one, under both versions.</summary>
public sealed class CgroupTreesTests
{
    [Fact]
    public void Every_controller_of_the_first_version_has_its_tree_and_the_unified_one_beside_them_is_cleaned_too()
    {
        var mounts = CgroupMounts.Read(
        [
            "30 24 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755",
            "31 30 0:27 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory",
            "32 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:10 - cgroup cgroup rw,cpu,cpuacct",
            "33 30 0:29 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset",
            "34 30 0:30 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
            "35 24 8:1 / /data\\040disk rw - ext4 /dev/sda1 rw",
        ]).ShouldNotBeNull();
        (mounts.Version, mounts.Cpu, mounts.Memory).ShouldBe((1, "/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/memory"));
        mounts.Trees.ShouldBe(["/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/cpuset", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/memory"]);
    }

    [Fact]
    public void The_second_version_has_one_tree_wherever_it_is_mounted()
    {
        var mounts = CgroupMounts.Read(["30 24 0:26 / /sys/fs/cg\\040roup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate"]).ShouldNotBeNull();
        (mounts.Version, mounts.Cpu, mounts.Memory).ShouldBe((2, "/sys/fs/cg roup", "/sys/fs/cg roup"));
        mounts.Trees.ShouldBe(["/sys/fs/cg roup"]);
    }

    [Fact]
    public void A_machine_without_trees_that_limit_has_none()
    {
        CgroupMounts.Read([]).ShouldBeNull();
        CgroupMounts.Read(["", "nonsense", "31 30 0:27 / /x rw - cgroup cgroup rw,memory"]).ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 2, 0, 0, "cpu.shares=2 cpu.cfs_period_us=100000 cpu.cfs_quota_us=-1 memory.limit_in_bytes=-1")]
    [InlineData(1, 307, 30_000, 67_108_864, "cpu.shares=307 cpu.cfs_period_us=100000 cpu.cfs_quota_us=30000 memory.limit_in_bytes=67108864")]
    [InlineData(2, 2, 0, 0, "cpu.weight=1 cpu.max=max 100000 memory.max=max")]
    [InlineData(2, 1024, 30_000, 67_108_864, "cpu.weight=39 cpu.max=30000 100000 memory.max=67108864")]
    [InlineData(2, 262_144, 0, 0, "cpu.weight=10000 cpu.max=max 100000 memory.max=max")]
    public void Limits_are_written_as_the_version_has_them(int version, long shares, long quota, long memory, string expected) =>
        string.Join(' ', CgroupSetting.Of(new CgroupMounts(version, "/c", "/m", []), new ContainerResources { CpuShares = shares, CpuQuota = quota, MemoryBytes = memory }).Select(s => $"{s.File}={s.Value}"))
            .ShouldBe(expected);
}
