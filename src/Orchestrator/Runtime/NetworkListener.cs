namespace LocalPods.Orchestrator.Runtime;

/// <summary>A TCP port that is listened on.</summary>
/// <param name="Address">Of the interface; <c>0.0.0.0</c> and <c>::</c> are all.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record NetworkListener(string Address, int Port)
{
    /// <summary>Name of the program that listens; null when it cannot be told.</summary>
    public string? Process { get; init; }

    /// <summary>Name of the container it runs in; null when it cannot be told.</summary>
    public string? Container { get; init; }

    /// <summary>Nobody outside the pod can reach it.</summary>
    public bool IsLoopback => System.Net.IPAddress.TryParse(Address, out var address) && System.Net.IPAddress.IsLoopback(address);
}
