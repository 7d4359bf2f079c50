using System.Collections.Concurrent;
using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Images;

/// <summary>Images by id. What an id stands for never changes, but its tags do, so image events empty it.</summary>
internal sealed class ImageCache(EngineClient engine)
{
    private readonly ConcurrentDictionary<string, ImageInspect> _byId = new(StringComparer.Ordinal);

    /// <summary>Null when the engine has none.</summary>
    /// <param name="reference">Name or id; a name is always asked for, since it may have moved.</param>
    /// <param name="cancellationToken">Abandons the wait.</param>
    public async Task<ImageInspect?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        if (_byId.TryGetValue(reference, out var known))
        {
            return known;
        }

        var found = await engine.FindImageAsync(reference, cancellationToken);
        if (found is not null)
        {
            _byId[found.Id] = found;
        }

        return found;
    }

    public void Clear() => _byId.Clear();
}
