using System.Globalization;
using System.Threading.Channels;
using LocalPods.Api.Core;
using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Events;

/// <summary>Writes events to the store, where they are kept for an hour after their last occurrence.</summary>
/// <param name="store">Where they go.</param>
/// <param name="clock">Tells when things happened.</param>
/// <param name="newId">Makes uids.</param>
/// <param name="host">The node that its own events name as their source.</param>
/// <param name="logger">Told what could not be written.</param>
public sealed partial class EventRecorder(IObjectStore store, TimeProvider clock, Func<Guid> newId, string host, ILogger<EventRecorder> logger)
    : IEventRecorder
{
    /// <summary>Notes that wait to be written; more are lost.</summary>
    public const int QueueCapacity = 1000;

    /// <summary>Plural of events, as keys of the store have it.</summary>
    private const string Resource = "events";

    /// <summary>Attempts at one event, whoever writes beside us or however full the disk.</summary>
    private const int Tries = 12;

    /// <summary>Where events about objects without a namespace are kept.</summary>
    private const string DefaultNamespace = "default";

    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    /// <summary>How long what was recorded before the daemon stopped may still take to be written.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly EventCorrelator _correlator = new();

    private readonly Channel<(EventNote Note, DateTimeOffset At)> _queue = Channel.CreateBounded<(EventNote, DateTimeOffset)>(
        new BoundedChannelOptions(QueueCapacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Record(EventNote note) => _queue.Writer.TryWrite((note, clock.GetUtcNow()));

    /// <summary>Writes for as long as the daemon lives, and then what is still waiting.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stopping))
            {
                await WriteWaitingAsync(stopping);
            }
        }
        finally
        {
            using var farewell = new CancellationTokenSource(Farewell, clock);
            await WriteWaitingAsync(farewell.Token);
        }
    }

    private async Task WriteWaitingAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && _queue.Reader.TryRead(out var next))
        {
            if (_correlator.Correlate(Named(next.Note), next.At) is { } found)
            {
                await WriteAsync(found, cancellationToken);
            }
        }
    }

    /// <summary>Users know containers by name.</summary>
    private static EventNote Named(EventNote note) =>
        note.About.ContainerId is { Value.Length: > 0 } id
            ? note with { Message = note.Message.Replace(id.Value, note.About.Container, StringComparison.Ordinal) }
            : note;

    private async Task WriteAsync(CorrelatedEvent found, CancellationToken cancellationToken)
    {
        var @namespace = found.Note.About.Namespace.Length == 0 ? DefaultNamespace : found.Note.About.Namespace;
        var key = new ObjectKey(Resource, @namespace, found.Name);
        for (var tries = 1; tries <= Tries; tries++)
        {
            try
            {
                await WriteOnceAsync(key, found, cancellationToken);
                return;
            }
            catch (StoreException e) when (e.Failure is StoreFailure.Conflict or StoreFailure.AlreadyExists or StoreFailure.NotFound)
            {
                // Somebody changed or removed it between our look and our write: look again.
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Full && tries < Tries && !cancellationToken.IsCancellationRequested)
            {
                await WaitAsync(cancellationToken);
            }
            catch (StoreException e)
            {
                LogLost(logger, e, found.Note.Reason, found.Note.About.Kind, @namespace, found.Note.About.Name);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task WriteOnceAsync(ObjectKey key, CorrelatedEvent found, CancellationToken cancellationToken)
    {
        if (store.Get(key) is { } stored)
        {
            var content = stored.ToJsonObject();
            content["count"] = found.Count;
            content["lastTimestamp"] = found.Last.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            content["message"] = found.Note.Message;
            DirectWrite.NoteChanged<Event>(stored.ToJsonObject(), content, found.Note.Component, clock.GetUtcNow());
            await store.UpdateAsync(key, content, stored.Revision, TimeToLive, cancellationToken);
        }
        else
        {
            var content = ApiJson.ToJson(ToEvent(key, found));
            DirectWrite.NoteCreated<Event>(content, found.Note.Component, clock.GetUtcNow());
            await store.CreateAsync(key, content, TimeToLive, cancellationToken);
        }
    }

    private Event ToEvent(ObjectKey key, CorrelatedEvent found) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = key.Name,
            Namespace = key.Namespace,
            Uid = newId().ToString(),
            CreationTimestamp = found.Last,
        },
        InvolvedObject = new ObjectReference
        {
            Kind = found.Note.About.Kind,
            ApiVersion = found.Note.About.ApiVersion,
            Namespace = NullIfEmpty(found.Note.About.Namespace),
            Name = found.Note.About.Name,
            Uid = found.Note.About.Uid,
            ResourceVersion = NullIfEmpty(found.Note.About.ResourceVersion),
            FieldPath = NullIfEmpty(found.Note.About.FieldPath),
        },
        Type = found.Note.Type.ToString(),
        Reason = found.Note.Reason,
        Message = found.Note.Message,
        Source = new EventSource { Component = found.Note.Component, Host = Host(found.Note) },
        ReportingComponent = found.Note.Component,
        ReportingInstance = Host(found.Note) ?? "",
        FirstTimestamp = found.First,
        LastTimestamp = found.Last,
        Count = found.Count,
    };

    /// <summary>Only what runs on the node names it.</summary>
    private string? Host(EventNote note) => note.Component == "kubelet" ? host : null;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(TryAgain, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops; the next attempt is the last.
        }
    }

    [LoggerMessage(2901, LogLevel.Warning, "Event {Reason} about {Kind} {Namespace}/{Name} was not written")]
    private static partial void LogLost(ILogger logger, Exception exception, string reason, string kind, string @namespace, string name);
}
