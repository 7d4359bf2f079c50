using System.Globalization;

namespace LocalPods.Runtime.Docker.Cgroups;

/// <summary>A file of a control group and what is written to it.</summary>
/// <param name="Tree">Top of the tree of the controller.</param>
/// <param name="File">Name in the group's folder.</param>
/// <param name="Value">What the kernel reads.</param>
internal readonly record struct CgroupSetting(string Tree, string File, string Value)
{
    private const long LeastShares = 2;
    private const long MostShares = 262_144;
    private const long MostWeight = 10_000;

    /// <summary>The settings that limit a group, in the order in which they are to be written.</summary>
    public static ImmutableArray<CgroupSetting> Of(CgroupMounts mounts, ContainerResources limits)
    {
        var period = Text(limits.CpuPeriod);
        return mounts.Version == 1
            ?
            [
                Shares(mounts, limits.CpuShares),
                new(mounts.Cpu, "cpu.cfs_period_us", period),
                new(mounts.Cpu, "cpu.cfs_quota_us", limits.CpuQuota == 0 ? "-1" : Text(limits.CpuQuota)),
                new(mounts.Memory, "memory.limit_in_bytes", limits.MemoryBytes == 0 ? "-1" : Text(limits.MemoryBytes)),
            ]
            :
            [
                Shares(mounts, limits.CpuShares),
                new(mounts.Cpu, "cpu.max", $"{(limits.CpuQuota == 0 ? "max" : Text(limits.CpuQuota))} {period}"),
                new(mounts.Memory, "memory.max", limits.MemoryBytes == 0 ? "max" : Text(limits.MemoryBytes)),
            ];
    }

    /// <summary>What a group gets of the processors when others want them too.</summary>
    public static CgroupSetting Shares(CgroupMounts mounts, long shares) =>
        mounts.Version == 1 ? new(mounts.Cpu, "cpu.shares", Text(shares)) : new(mounts.Cpu, "cpu.weight", Text(Weight(shares)));

    // The second version has weights of 1 to 10000 in place of shares (the conversion that engines and kubelets have for it).
    private static long Weight(long shares) =>
        1 + ((Math.Clamp(shares, LeastShares, MostShares) - LeastShares) * (MostWeight - 1) / (MostShares - LeastShares));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
