using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Pause;

namespace LocalPods.Runtime.Docker.Sandboxes;

/// <summary>Brings the pause image in when the engine does not have it. It is shared by all instances on an engine.</summary>
internal sealed class PauseImporter(EngineClient engine) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (await engine.FindImageAsync(PauseImage.Name, cancellationToken) is null)
            {
                await LoadAsync($"bring in image {PauseImage.Name}", cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task LoadAsync(string doing, CancellationToken cancellationToken)
    {
        var version = await engine.GetVersionAsync(cancellationToken);
        using var content = new MemoryStream();
        try
        {
            await using var archive = PauseImage.OpenArchive(version.Arch);
            await archive.CopyToAsync(content, cancellationToken);
        }
        catch (PlatformNotSupportedException e)
        {
            throw new ContainerRuntimeException(RuntimeFailure.Refused, $"{doing}: {e.Message}", e);
        }

        await engine.LoadImageAsync(content.ToArray(), doing, cancellationToken);
    }
}
