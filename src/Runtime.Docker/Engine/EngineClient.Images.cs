using System.Runtime.CompilerServices;
using System.Text.Json;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Engine;

// Images.
internal sealed partial class EngineClient
{
    /// <summary>Null when the engine has none.</summary>
    public async Task<ImageInspect?> FindImageAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await QueryAsync(
                new EngineCall(HttpMethod.Get, $"/images/{EscapePath(reference)}/json", $"inspect image {reference}", Deadlines.Query),
                EngineJson.Default.ImageInspect,
                cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.NotFound)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<ImageSummary>> ListImagesAsync(CancellationToken cancellationToken) =>
        await QueryAsync(new EngineCall(HttpMethod.Get, "/images/json", "list images", Deadlines.Query), EngineJson.Default.ImageSummaryArray, cancellationToken);

    /// <summary>Asks the registry of an image for its platforms, by way of the engine.</summary>
    /// <param name="reference">Name with tag or digest.</param>
    /// <param name="registryAuth">Value of X-Registry-Auth; null asks as nobody.</param>
    /// <param name="doing">What for.</param>
    /// <param name="cancellationToken">Abandons the wait.</param>
    public async Task<IReadOnlyList<PlatformAnswer>> FindInRegistryAsync(string reference, string? registryAuth, string doing, CancellationToken cancellationToken) =>
        (await QueryAsync(
            new EngineCall(HttpMethod.Get, $"/distribution/{EscapePath(reference)}/json", doing, Deadlines.Change) { RegistryAuth = registryAuth },
            EngineJson.Default.DistributionAnswer,
            cancellationToken)).Platforms ?? [];

    public Task RemoveImageAsync(string reference, CancellationToken cancellationToken) =>
        CommandAsync(new EngineCall(HttpMethod.Delete, $"/images/{EscapePath(reference)}", $"remove image {reference}", Deadlines.Change), cancellationToken);

    /// <summary>Brings in an archive as <c>docker save</c> writes it.</summary>
    public async Task LoadImageAsync(ReadOnlyMemory<byte> archive, string doing, CancellationToken cancellationToken)
    {
        var call = new EngineCall(HttpMethod.Post, "/images/load?quiet=1", doing, Deadlines.Change) { Body = archive, ContentType = "application/x-tar" };
        await foreach (var line in ReadProgressAsync(call, cancellationToken))
        {
            ThrowIfError(line, doing);
        }
    }

    /// <summary>Every step of a pull, until its end. A pull that says nothing for too long is given up.</summary>
    /// <param name="name">Without tag.</param>
    /// <param name="tag">Tag or digest.</param>
    /// <param name="registryAuth">Value of X-Registry-Auth; null pulls anonymously.</param>
    /// <param name="doing">What for.</param>
    /// <param name="cancellationToken">Abandons the pull.</param>
    public async IAsyncEnumerable<ProgressLine> PullImageAsync(
        string name, string tag, string? registryAuth, string doing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = $"/images/create?fromImage={Uri.EscapeDataString(name)}&tag={Uri.EscapeDataString(tag)}";
        var call = new EngineCall(HttpMethod.Post, path, doing, Deadlines.PullSilence) { RegistryAuth = registryAuth };
        await using var lines = ReadProgressAsync(call, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(lines, doing, cancellationToken))
        {
            ThrowIfError(lines.Current, doing);
            yield return lines.Current;
        }
    }

    // Before its first line the engine answers with a status, which is as much about the registry as about itself.
    private static async Task<bool> NextAsync(IAsyncEnumerator<ProgressLine> lines, string doing, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.MoveNextAsync();
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Refused && !cancellationToken.IsCancellationRequested)
        {
            throw EngineFailure.OfPull(doing, 0, WithoutDoing(e.Message, doing));
        }
    }

    private static async Task<T> UnlessStalledAsync<T>(Task<T> work, string doing, TimeSpan silence)
    {
        try
        {
            return await work;
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Timeout)
        {
            throw EngineFailure.Stalled(doing, silence);
        }
    }

    private static string WithoutDoing(string message, string doing) =>
        message.StartsWith(doing + ": ", StringComparison.Ordinal) ? message[(doing.Length + 2)..] : message;

    // A status of 200 is sent before the work begins, so a failure comes as one more line.
    private static void ThrowIfError(ProgressLine line, string doing)
    {
        if ((line.ErrorDetail?.Message ?? line.Error) is { } words)
        {
            throw EngineFailure.OfPull(doing, line.ErrorDetail?.Code ?? 0, words);
        }
    }

    private async IAsyncEnumerable<ProgressLine> ReadProgressAsync(EngineCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await UnlessStalledAsync(OpenAsync(call, cancellationToken), call.Doing, call.Deadline);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var lines = JsonSerializer.DeserializeAsyncEnumerable(body, EngineJson.Default.ProgressLine, topLevelValues: true, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        var unpacking = false;
        while (true)
        {
            // The enumerator must see the token of each wait, so the stream is closed under it when the wait is too long.
            var next = lines.MoveNextAsync().AsTask();
            var silence = unpacking ? Deadlines.UnpackSilence : Deadlines.PullSilence;
            var reading = WithinAsync(
                silence,
                call.Doing,
                async limited =>
                {
                    await using var close = limited.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
                    return await next;
                },
                cancellationToken);
            var more = await UnlessStalledAsync(reading, call.Doing, silence);
            if (!more)
            {
                yield break;
            }

            if (lines.Current is { } line)
            {
                unpacking = line.Status is "Extracting";
                yield return line;
            }
        }
    }

    /// <summary>A reference in a path: slashes stay, all else is escaped.</summary>
    private static string EscapePath(string reference) => string.Join('/', reference.Split('/').Select(Uri.EscapeDataString));
}
