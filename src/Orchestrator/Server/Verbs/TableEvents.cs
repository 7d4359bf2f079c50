using System.Buffers;
using System.Runtime.CompilerServices;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>
/// Tables of one row for watches, made once for all watchers that see a change at about the same time: the cells of an object
/// are the same for a second, because ages are whole seconds.
/// </summary>
internal sealed class TableEvents(TimeProvider clock)
{
    private readonly ConditionalWeakTable<StoredObject, Made> _made = [];

    /// <summary>A table without column definitions.</summary>
    public ReadOnlyMemory<byte> Row(ResourceDefinition definition, StoredObject stored, string metaVersion, IncludeObject include)
    {
        var now = clock.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        if (_made.TryGetValue(stored, out var made) && made.Second == second && made.MetaVersion == metaVersion && made.Include == include)
        {
            return made.Json;
        }

        var output = new ArrayBufferWriter<byte>(1024);
        TableJson.Write(output, definition, [stored], TableJson.MetadataOf(stored), metaVersion, include, columns: false, now);
        _made.AddOrUpdate(stored, new Made(second, metaVersion, include, output.WrittenMemory));
        return output.WrittenMemory;
    }

    private sealed record Made(long Second, string MetaVersion, IncludeObject Include, ReadOnlyMemory<byte> Json);
}
