namespace LocalPods.Orchestrator.Images;

/// <summary>A pull as it is at one moment.</summary>
/// <param name="Image">Name with tag or digest.</param>
/// <param name="Phase">How far it is.</param>
/// <param name="Seconds">Since it was asked for, until now or its end.</param>
public sealed record PullState(string Image, PullPhase Phase, double Seconds)
{
    /// <summary>Layers known so far.</summary>
    public int Layers { get; init; }

    /// <summary>Of those, what is there and unpacked.</summary>
    public int LayersDone { get; init; }

    /// <summary>What was downloaded.</summary>
    public long Bytes { get; init; }

    /// <summary>What is known to be downloaded in all; grows as layers tell their size.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Message { get; init; }
}

/// <summary>How far a pull is.</summary>
public enum PullPhase
{
    /// <summary>Others are pulled first.</summary>
    Waiting,
    Pulling,
    Done,
    Failed,
}
