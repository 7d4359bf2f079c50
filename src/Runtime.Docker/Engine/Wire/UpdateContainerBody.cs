namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>New limits of a running container. What is left out stays.</summary>
internal sealed record UpdateContainerBody
{
    public long? CpuShares { get; init; }
    public long? CpuQuota { get; init; }
    public long? CpuPeriod { get; init; }
    public long? Memory { get; init; }
    public long? MemorySwap { get; init; }
}
