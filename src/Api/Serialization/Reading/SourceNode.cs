using System.Collections.Immutable;
using System.Text;

namespace LocalPods.Api.Serialization;

/// <summary>
/// A value as JSON knows it, which remembers where it was written. Closed: the nested classes are all the cases. YAML aliases share
/// nodes, so a tree may be a graph without cycles; <see cref="NodeCount"/> and <see cref="Size"/> count it as expanded.
/// </summary>
public abstract class SourceNode
{
    private SourceNode(SourcePosition position) => Position = position;

    public SourcePosition Position { get; }

    /// <summary>Nodes below and including this one with aliases written out; saturates instead of overflowing.</summary>
    public long NodeCount { get; private init; } = 1;

    /// <summary>Levels of nesting: 1 for a scalar.</summary>
    public int Height { get; private init; } = 1;

    /// <summary>About the bytes of this node as compact JSON with aliases written out; saturates instead of overflowing.</summary>
    public long Size { get; private init; }

    /// <summary>null, true, 12, "text".</summary>
    public sealed class Scalar : SourceNode
    {
        public Scalar(SourcePosition position, ScalarKind kind, string text, string? written = null)
            : base(position)
        {
            Kind = kind;
            Text = text;
            Written = written ?? text;
            Size = Encoding.UTF8.GetByteCount(text) + (kind == ScalarKind.String ? 2 : 0);
        }

        public ScalarKind Kind { get; }

        /// <summary>A string's content, or the JSON literal of the other kinds.</summary>
        public string Text { get; }

        /// <summary>What stands in the source: <c>yes</c> for true, <c>0644</c> for 420.</summary>
        public string Written { get; }
    }

    /// <summary>A list.</summary>
    public sealed class Sequence : SourceNode
    {
        public Sequence(SourcePosition position, ImmutableArray<SourceNode> items)
            : base(position)
        {
            Items = items;
            var (count, height, size) = (1L, 0, 2L);
            foreach (var item in items)
            {
                count = Add(count, item.NodeCount);
                size = Add(size, item.Size + 1);
                height = Math.Max(height, item.Height);
            }

            (NodeCount, Height, Size) = (count, height + 1, size);
        }

        public ImmutableArray<SourceNode> Items { get; }
    }

    /// <summary>An object. The last entry of a key counts, as in Go's decoders; the earlier ones stay visible as duplicates.</summary>
    public sealed class Mapping : SourceNode
    {
        /// <summary>Takes the entries and finds the repeated ones.</summary>
        /// <param name="position">The first key, or the brace.</param>
        /// <param name="entries">In the order written, repeated keys included; what merge keys brought in comes last.</param>
        public Mapping(SourcePosition position, ImmutableArray<SourceEntry> entries)
            : base(position)
        {
            Entries = entries;
            var (count, height, size) = (1L, 0, 2L);
            foreach (var entry in entries)
            {
                count = Add(count, entry.Value.NodeCount);
                size = Add(size, entry.Value.Size + entry.Key.Length + 4);
                height = Math.Max(height, entry.Value.Height);
            }

            (NodeCount, Height, Size) = (count, height + 1, size);
            Duplicates = FindDuplicates(entries);
        }

        public ImmutableArray<SourceEntry> Entries { get; }

        /// <summary>Entries whose key was written before in this mapping, each with its first writing.</summary>
        public ImmutableArray<(SourceEntry First, SourceEntry Again)> Duplicates { get; }

        /// <summary>The entry that counts for a key, or null.</summary>
        public SourceEntry? Find(string key)
        {
            for (var i = Entries.Length - 1; i >= 0; i--)
            {
                if (Entries[i].Key == key)
                {
                    return Entries[i];
                }
            }

            return null;
        }

        /// <summary>The text of a string entry; null when the key is absent or holds something else.</summary>
        public string? Text(string key) => Find(key)?.Value is Scalar { Kind: ScalarKind.String } scalar ? scalar.Text : null;

        private static ImmutableArray<(SourceEntry, SourceEntry)> FindDuplicates(ImmutableArray<SourceEntry> entries)
        {
            if (entries.Length < 2)
            {
                return [];
            }

            var first = new Dictionary<string, SourceEntry>(entries.Length, StringComparer.Ordinal);
            ImmutableArray<(SourceEntry, SourceEntry)>.Builder? found = null;
            foreach (var entry in entries)
            {
                if (!first.TryAdd(entry.Key, entry))
                {
                    (found ??= ImmutableArray.CreateBuilder<(SourceEntry, SourceEntry)>()).Add((first[entry.Key], entry));
                }
            }

            return found?.DrainToImmutable() ?? [];
        }
    }

    private static long Add(long a, long b) => a > long.MaxValue / 4 || b > long.MaxValue / 4 ? long.MaxValue / 4 : a + b;
}
