using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Images;

/// <summary>
/// Remembers, in the store, which images this node pulled itself. Whatever is not remembered is somebody's own: it is free to every
/// pod and never collected. So when in doubt, and when a note is lost, an image is kept.
/// </summary>
internal sealed partial class PulledImages(IObjectStore store, TimeProvider clock, ILogger<PulledImages> logger)
{
    private const string Resource = "pulledimages.localpods.io";

    /// <summary>Null for an image that was there already, or is not known.</summary>
    public PulledImage? Find(string reference) => store.Get(KeyOf(reference)) is { } stored ? Read(stored) : null;

    public ImmutableArray<PulledImage> List() => [.. store.List(Resource, @namespace: null).Items.Select(Read)];

    /// <summary>Remembers a pull that worked. A note that cannot be written is lost, and said in the log.</summary>
    /// <param name="reference">The name it was pulled by.</param>
    /// <param name="before">What had that name before; null when nothing had.</param>
    /// <param name="image">What has it now.</param>
    /// <param name="secret">The pod's secret that opened the registry; null when it needed none of a pod's.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    public async Task NoteAsync(string reference, ImageStatus? before, ImageStatus image, string? secret, CancellationToken cancellationToken)
    {
        var known = store.Get(KeyOf(reference)) is { } stored && Read(stored) is var read && read.Id == before?.Id ? read : null;
        if (before is not null && known is null)
        {
            await ForgetAsync(reference, cancellationToken); // the name is somebody else's by now
            return;
        }

        ImmutableArray<string> secrets = secret is null ? [] : [secret];
        if (known is not null && known.Id == image.Id)
        {
            secrets = known.Secrets.IsEmpty || secret is null ? [] : [.. known.Secrets.Union(secrets)];
            if (secrets.SequenceEqual(known.Secrets))
            {
                return;
            }
        }

        await WriteAsync(new PulledImage(reference, image.Id, known?.PulledAt ?? clock.GetUtcNow(), secrets), cancellationToken);
    }

    /// <summary>Forgets an image that is gone or somebody else's.</summary>
    public Task ForgetAsync(string reference, CancellationToken cancellationToken) => TryAsync(
        async () =>
        {
            if (store.Get(KeyOf(reference)) is not null)
            {
                await store.DeleteAsync(KeyOf(reference), expectedRevision: null, cancellationToken);
            }
        },
        reference);

    private Task WriteAsync(PulledImage image, CancellationToken cancellationToken) => TryAsync(
        async () =>
        {
            var key = KeyOf(image.Reference);
            var content = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = image.Reference },
                ["id"] = image.Id,
                ["pulledAt"] = image.PulledAt.ToString("O", CultureInfo.InvariantCulture),
                ["secrets"] = new JsonArray([.. image.Secrets.Select(s => (JsonNode)s)]),
            };
            if (store.Get(key) is { } stored)
            {
                await store.UpdateAsync(key, content, stored.Revision, timeToLive: null, cancellationToken);
            }
            else
            {
                await store.CreateAsync(key, content, timeToLive: null, cancellationToken);
            }
        },
        image.Reference);

    private async Task TryAsync(Func<Task> write, string reference)
    {
        try
        {
            await write();
        }
        catch (StoreException e)
        {
            LogLost(logger, reference, e.Message);
        }
    }

    private static ObjectKey KeyOf(string reference) => new(Resource, "", reference);

    private static PulledImage Read(StoredObject stored)
    {
        var content = stored.Document;
        return new PulledImage(
            stored.Key.Name,
            content.GetProperty("id").GetString()!,
            DateTimeOffset.Parse(content.GetProperty("pulledAt").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            [.. content.GetProperty("secrets").EnumerateArray().Select(s => s.GetString()!)]);
    }

    [LoggerMessage(1060, LogLevel.Warning, "That {Image} was pulled could not be noted, so it will count as somebody's own: {Reason}")]
    private static partial void LogLost(ILogger logger, string image, string reason);
}
