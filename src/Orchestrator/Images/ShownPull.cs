using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Images;

/// <summary>One pull on a <see cref="PullBoard"/>: gathers from its steps how far it is.</summary>
/// <param name="image">Name with tag or digest.</param>
/// <param name="clock">All time.</param>
/// <param name="gate">Of the board.</param>
/// <param name="changed">Called under the lock after each change.</param>
internal sealed class ShownPull(string image, TimeProvider clock, Lock gate, Action changed) : IProgress<PullProgress>
{
    private readonly Dictionary<string, Layer> _layers = new(StringComparer.Ordinal);
    private readonly long _asked = clock.GetTimestamp();
    private long? _ended;
    private PullPhase _phase;
    private string? _message;

    /// <summary>Null while it is not over.</summary>
    public TimeSpan? EndedFor => _ended is { } ended ? clock.GetElapsedTime(ended) : null;

    /// <summary>It is its turn.</summary>
    public void Start() => Change(() => _phase = PullPhase.Pulling);

    /// <summary>It is over.</summary>
    /// <param name="failure">Null when the image came.</param>
    public void End(string? failure) => Change(() => (_phase, _message, _ended) = (failure is null ? PullPhase.Done : PullPhase.Failed, failure, clock.GetTimestamp()));

    public void Report(PullProgress value)
    {
        if (value.Layer is { } layer)
        {
            Change(() => _layers[layer] = After(_layers.GetValueOrDefault(layer), value));
        }
    }

    /// <summary>Under the board's lock.</summary>
    public PullState Read() => new(image, _phase, (_ended is { } ended ? clock.GetElapsedTime(_asked, ended) : clock.GetElapsedTime(_asked)).TotalSeconds)
    {
        Layers = _layers.Count,
        LayersDone = _layers.Values.Count(l => l.Done),
        Bytes = _layers.Values.Sum(l => l.Bytes),
        TotalBytes = _layers.Values.Sum(l => l.Total),
        Message = _message,
    };

    // A layer that starts over after a fault counts anew. Unpacking has sizes of its own, which say nothing of the download.
    private static Layer After(Layer before, PullProgress step) => step.Step switch
    {
        "Downloading" => new Layer(step.CurrentBytes, Math.Max(step.TotalBytes, step.CurrentBytes), Done: false),
        "Verifying Checksum" or "Download complete" or "Extracting" => before with { Bytes = before.Total },
        "Pull complete" or "Already exists" => before with { Bytes = before.Total, Done = true },
        _ => before,
    };

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            changed();
        }
    }

    private readonly record struct Layer(long Bytes, long Total, bool Done);
}
