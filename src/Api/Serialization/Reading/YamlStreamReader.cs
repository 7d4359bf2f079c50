using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LocalPods.Api.Serialization;

/// <summary>
/// One pass over a YAML stream, from an offset on. Built on the parser's events and never on its objects, so that positions, the
/// meaning of scalars, and what an alias may cost are ours to say.
/// </summary>
internal sealed class YamlStreamReader
{
    private readonly SourceText _source;
    private readonly int _start;
    private readonly ReadLimits _limits;
    private readonly Parser _parser;
    private readonly Dictionary<string, SourceNode?> _anchors = new(StringComparer.Ordinal); // null while the anchored node is still being read
    private long _nodes;
    private int _lastOffset;

    /// <summary>Prepares a pass from an offset on.</summary>
    /// <param name="source">The whole text.</param>
    /// <param name="start">Where this pass begins.</param>
    /// <param name="limits">What a document may cost.</param>
    public YamlStreamReader(SourceText source, int start, ReadLimits limits)
    {
        (_source, _start, _limits, _lastOffset) = (source, start, limits, start);
        DocumentStart = start;
        _parser = new Parser(new StringReader(source.Text[start..]));
    }

    public ImmutableArray<SourceNode>.Builder Documents { get; } = ImmutableArray.CreateBuilder<SourceNode>();

    public ImmutableArray<Fault>.Builder Faults { get; } = ImmutableArray.CreateBuilder<Fault>();

    /// <summary>Where the document that is being read begins.</summary>
    public int DocumentStart { get; private set; }

    /// <summary>Adds every document up to the end of the stream.</summary>
    /// <exception cref="ReadRefusedException">The current document cannot be read.</exception>
    public void Read()
    {
        while (true)
        {
            switch (Next())
            {
                case StreamEnd:
                    return;
                case DocumentStart begin:
                    DocumentStart = OffsetOf(begin.Start);
                    _anchors.Clear();
                    _nodes = 0;
                    var root = ReadNode(Next(), 1);
                    if (root is not SourceNode.Scalar { Kind: ScalarKind.Null })
                    {
                        Documents.Add(root);
                    }

                    break;
            }
        }
    }

    private SourceNode ReadNode(ParsingEvent e, int depth)
    {
        var position = PositionOf(e);
        if (depth > _limits.MaxDepth)
        {
            throw Refused(FaultKind.Limit, position, $"nested deeper than {_limits.MaxDepth} levels");
        }

        if (e is AnchorAlias alias)
        {
            return ReadAlias(alias, position, depth);
        }

        Count(1, position);
        var anchor = e is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor.Value : null;
        if (anchor is not null)
        {
            _anchors[anchor] = null;
        }

        SourceNode node = e switch
        {
            Scalar scalar => YamlScalar.Read(scalar, position, Faults),
            SequenceStart sequence => ReadSequence(sequence, position, depth),
            MappingStart mapping => ReadMapping(mapping, position, depth),
            _ => throw Refused(FaultKind.Syntax, position, "the document ends in the middle of a value"),
        };
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    private SourceNode ReadAlias(AnchorAlias alias, SourcePosition position, int depth)
    {
        var name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out var node))
        {
            throw Refused(FaultKind.Syntax, position, $"alias *{name} refers to no anchor &{name} before it");
        }

        if (node is null)
        {
            throw Refused(FaultKind.Syntax, position, $"alias *{name} stands inside the value it refers to");
        }

        Count(node.NodeCount, position);
        return depth + node.Height - 1 > _limits.MaxDepth
            ? throw Refused(FaultKind.Limit, position, $"with alias *{name} the document is nested deeper than {_limits.MaxDepth} levels")
            : node;
    }

    private SourceNode.Sequence ReadSequence(SequenceStart start, SourcePosition position, int depth)
    {
        CheckCollectionTag(start.Tag, "seq", position);
        RefuseTabBefore(position, start.Style == SequenceStyle.Block);
        var items = ImmutableArray.CreateBuilder<SourceNode>();
        for (var e = Next(); e is not SequenceEnd; e = Next())
        {
            items.Add(ReadNode(e, depth + 1));
        }

        return new SourceNode.Sequence(position, items.DrainToImmutable());
    }

    private SourceNode.Mapping ReadMapping(MappingStart start, SourcePosition position, int depth)
    {
        CheckCollectionTag(start.Tag, "map", position);
        var entries = ImmutableArray.CreateBuilder<SourceEntry>();
        List<SourceNode.Mapping>? merged = null;
        for (var e = Next(); e is not MappingEnd; e = Next())
        {
            var keyPosition = PositionOf(e);
            RefuseTabBefore(keyPosition, start.Style == MappingStyle.Block);
            if (e is Scalar { Value: "<<" } merge && (merge.Style == ScalarStyle.Plain || merge.Tag == YamlScalar.CoreTag + "merge"))
            {
                var value = Next();
                Merge(ReadNode(value, depth + 1), PositionOf(value), merged ??= []);
                WarnOfOverruled(entries, merged, keyPosition);
                continue;
            }

            var key = ReadKey(e, keyPosition, depth);
            entries.Add(new SourceEntry(key, keyPosition, ReadNode(Next(), depth + 1)));
        }

        AddMerged(entries, merged);
        return new SourceNode.Mapping(position, entries.DrainToImmutable());
    }

    private string ReadKey(ParsingEvent e, SourcePosition position, int depth)
    {
        if (ReadNode(e, depth + 1) is not SourceNode.Scalar { Kind: not ScalarKind.Null } key)
        {
            throw Refused(FaultKind.Syntax, position, "a key must be a string, a number or a boolean");
        }

        if (key.Kind != ScalarKind.String && key.Text != key.Written)
        {
            var kind = key.Kind == ScalarKind.Boolean ? "boolean" : "number";
            Faults.Add(new Fault(FaultKind.Surprise, position, $"YAML reads the key {key.Written} as the {kind} {key.Text}; quote it to keep it as written")
            {
                Severity = FaultSeverity.Warning,
                Suggestion = $"\"{key.Written}\"",
            });
        }

        return key.Text;
    }

    private static void Merge(SourceNode value, SourcePosition position, List<SourceNode.Mapping> merged)
    {
        switch (value)
        {
            case SourceNode.Mapping mapping:
                merged.Add(mapping);
                break;
            case SourceNode.Sequence sequence when sequence.Items.All(item => item is SourceNode.Mapping):
                merged.AddRange(sequence.Items.Cast<SourceNode.Mapping>());
                break;
            default:
                throw Refused(FaultKind.Syntax, position, "the merge key << takes a mapping or a list of mappings, usually through an alias");
        }
    }

    /// <summary>Go's reader lets a merged value overrule a key written above the merge key, which YAML does not mean.</summary>
    private void WarnOfOverruled(ImmutableArray<SourceEntry>.Builder entries, List<SourceNode.Mapping> merged, SourcePosition position)
    {
        if (entries.FirstOrDefault(entry => merged.Exists(mapping => mapping.Find(entry.Key) is not null)) is { } above)
        {
            Faults.Add(new Fault(FaultKind.Surprise, position, $"\"{above.Key}\" is written above << and wins here, but kubectl takes the merged one; write << first")
            {
                Severity = FaultSeverity.Warning,
            });
        }
    }

    /// <summary>A key written in the mapping itself wins over a merged one, and an earlier merged mapping over a later one.</summary>
    private static void AddMerged(ImmutableArray<SourceEntry>.Builder entries, List<SourceNode.Mapping>? merged)
    {
        if (merged is null)
        {
            return;
        }

        var known = entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var mapping in merged)
        {
            // Last writing first, so that of a key written twice the one that counts comes along.
            entries.AddRange(mapping.Entries.Reverse().Where(entry => known.Add(entry.Key)).Reverse().ToList());
        }
    }

    private void CheckCollectionTag(TagName tag, string expected, SourcePosition position)
    {
        if (!tag.IsEmpty && !tag.IsNonSpecific && tag.Value != YamlScalar.CoreTag + expected)
        {
            Faults.Add(YamlScalar.UselessTag(tag.Value, position));
        }
    }

    /// <summary>The parser lets some tabs pass that other readers of the same file refuse.</summary>
    private void RefuseTabBefore(SourcePosition position, bool isBlock)
    {
        if (isBlock && YamlSyntax.TabBefore(_source.Text, position.Offset) is { } tab)
        {
            throw Refused(FaultKind.Syntax, position with { Offset = tab, Length = 1 }, YamlSyntax.TabWords);
        }
    }

    private void Count(long nodes, SourcePosition position)
    {
        _nodes += nodes;
        if (_nodes > _limits.MaxNodes)
        {
            throw Refused(FaultKind.Limit, position, $"the document holds more than {_limits.MaxNodes} values, aliases counted as often as they are used");
        }
    }

    private ParsingEvent Next()
    {
        try
        {
            if (!_parser.MoveNext() || _parser.Current is not { } current)
            {
                throw Refused(FaultKind.Syntax, new SourcePosition(_source, _lastOffset), "the document ends in the middle of a value");
            }

            _lastOffset = OffsetOf(current.End);
            return current;
        }
        catch (YamlException e)
        {
            throw new ReadRefusedException(YamlSyntax.Explain(e, _source, _start, _lastOffset));
        }
        catch (Exception e) when (e is not (ReadRefusedException or OutOfMemoryException))
        {
            // The parser loses its footing on some malformed input instead of saying so.
            throw Refused(FaultKind.Syntax, new SourcePosition(_source, _lastOffset), "not valid YAML after this place");
        }
    }

    private int OffsetOf(Mark mark) => Math.Min(_start + (int)mark.Index, _source.Text.Length);

    private SourcePosition PositionOf(ParsingEvent e)
    {
        var start = OffsetOf(e.Start);
        return new SourcePosition(_source, start, e is Scalar or AnchorAlias ? Math.Max(1, OffsetOf(e.End) - start) : 1);
    }

    internal static ReadRefusedException Refused(FaultKind kind, SourcePosition position, string message) => new(new Fault(kind, position, message));
}
