using LocalPods.Api.Images;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    /// <summary>Links followed before a path is given up.</summary>
    private const int MostLinks = 8;

    /// <summary>Questions about paths under way at once.</summary>
    private const int MostPaths = 4;

    private readonly SemaphoreSlim _looking = new(1);

    // Always the same, so that one that was left behind is found.
    private string Looker => $"localpods_{Labels.TypeLooker}_{_instance}";

    public async Task<ImmutableArray<string>> FindProgramsAsync(string image, ImmutableArray<string> paths, CancellationToken cancellationToken)
    {
        var doing = $"look into image {image}";
        var found = new System.Collections.Concurrent.ConcurrentBag<string>();
        await _looking.WaitAsync(cancellationToken);
        try
        {
            await RemoveAsync(Looker, doing, cancellationToken); // that of a daemon that was killed meanwhile
            var id = await _engine.CreateContainerAsync(Looker, LookerOf(image), doing, cancellationToken);
            var options = new ParallelOptions { MaxDegreeOfParallelism = MostPaths, CancellationToken = cancellationToken };
            await System.Threading.Tasks.Parallel.ForEachAsync(paths, options, async (path, token) =>
            {
                if (await IsProgramAsync(id, path, doing, token))
                {
                    found.Add(path);
                }
            });
        }
        finally
        {
            using var limit = new CancellationTokenSource(s_trialCleanup, _clock);
            await RemoveFailedAsync(Looker, doing, limit.Token);
            _looking.Release();
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    public async Task<ImmutableArray<string>> FindPlatformsAsync(string reference, RegistryCredentials? credentials, CancellationToken cancellationToken) =>
    [
        .. (await _engine.FindInRegistryAsync(reference, credentials is null ? null : Header(credentials), $"ask for image {reference}", cancellationToken))
            .Where(p => p is { Os.Length: > 0, Architecture.Length: > 0 })
            .Select(p => $"{p.Os}/{p.Architecture}")
            .Distinct(StringComparer.Ordinal),
    ];

    // Never started: its files can be asked about all the same.
    private CreateContainerBody LookerOf(string image) => new()
    {
        Image = image,
        Entrypoint = ["/"],
        Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.Instance] = _instance, [Labels.Type] = Labels.TypeLooker },
        HostConfig = new HostConfigBody { NetworkMode = "none" },
    };

    // What a daemon left that was killed while it looked.
    private async Task RemoveLookerAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            await RemoveAsync(Looker, "remove what looked into an image", cancellationToken);
        }
        finally
        {
            _looking.Release();
        }
    }

    private async Task<bool> IsProgramAsync(string id, string path, string doing, CancellationToken cancellationToken)
    {
        for (var link = 0; link < MostLinks; link++)
        {
            if (await _engine.FindPathAsync(id, path, doing, cancellationToken) is not { } seen)
            {
                return false;
            }

            if (!seen.IsLink)
            {
                return seen.IsExecutable;
            }

            path = seen.LinkTarget;
        }

        return false;
    }
}
