namespace LocalPods.Orchestrator.Server;

/// <summary>Lets requests on many threads draw from one source.</summary>
internal sealed class SharedRandom(Random source) : Random
{
    private readonly Lock _gate = new();

    public override int Next(int maxValue)
    {
        lock (_gate)
        {
            return source.Next(maxValue);
        }
    }

    public override double NextDouble()
    {
        lock (_gate)
        {
            return source.NextDouble();
        }
    }
}
