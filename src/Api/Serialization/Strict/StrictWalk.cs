using System.Collections.Immutable;
using System.Globalization;
using LocalPods.Api.Core;

namespace LocalPods.Api.Serialization;

/// <summary>One walk of <see cref="StrictDecoder"/> over one value.</summary>
internal sealed class StrictWalk(int maxFaults, ImmutableArray<string> misspelled, bool hints)
{
    private readonly List<ShapeFrame> _frames = [];

    public ImmutableArray<Fault>.Builder Faults { get; } = ImmutableArray.CreateBuilder<Fault>();

    private bool Full => Faults.Count >= maxFaults;

    public void Check(SourceNode node, TypeShape shape, FieldPath path)
    {
        if (Full)
        {
            return;
        }

        switch (shape.Kind, node)
        {
            case (ShapeKind.Any, _):
                CheckUntyped(node, path);
                break;
            case (ShapeKind.Object, SourceNode.Mapping mapping):
                CheckObject(mapping, shape, path);
                break;
            case (ShapeKind.Map, SourceNode.Mapping mapping):
                CheckMap(mapping, shape.Element!, path);
                break;
            case (ShapeKind.List, SourceNode.Sequence sequence):
                CheckList(sequence, shape.Element!, path);
                break;
            case (ShapeKind.Grammar, SourceNode.Mapping) when shape.Alternative is { } alternative:
                Check(node, alternative, path);
                break;
            default:
                if (WrongType.Find(node, shape, path, _frames.Count == 0 ? null : _frames[^1].Shape) is { } fault)
                {
                    Faults.Add(fault);
                }

                break;
        }
    }

    private void CheckObject(SourceNode.Mapping mapping, TypeShape shape, FieldPath path)
    {
        CheckDuplicates(mapping, key => path.Field(key));
        _frames.Add(new ShapeFrame(shape, path, mapping));
        foreach (var entry in mapping.Entries)
        {
            if (_frames.Count == 1 && misspelled.Contains(entry.Key))
            {
                continue;
            }

            if (shape.Fields.TryGetValue(entry.Key, out var field))
            {
                if (!IsNull(entry.Value))
                {
                    Check(entry.Value, field, path.Field(entry.Key));
                }
            }
            else if (!Full)
            {
                Faults.Add(Unknown(entry, shape, path.Field(entry.Key)));
            }
        }

        if (hints && shape.Type == typeof(PodSpec) && !Full)
        {
            Faults.AddRange(ContainerRestartPolicy.Check(mapping, path));
        }

        _frames.RemoveAt(_frames.Count - 1);
    }

    private void CheckMap(SourceNode.Mapping mapping, TypeShape element, FieldPath path)
    {
        CheckDuplicates(mapping, path.Key);
        foreach (var entry in mapping.Entries.Where(entry => !IsNull(entry.Value)))
        {
            Check(entry.Value, element, path.Key(entry.Key));
        }
    }

    private void CheckList(SourceNode.Sequence sequence, TypeShape element, FieldPath path)
    {
        for (var i = 0; i < sequence.Items.Length && !Full; i++)
        {
            Check(sequence.Items[i], element, path.Item(i));
        }
    }

    private void CheckUntyped(SourceNode node, FieldPath path)
    {
        if (node is SourceNode.Mapping mapping)
        {
            CheckDuplicates(mapping, path.Field);
            foreach (var entry in mapping.Entries)
            {
                CheckUntyped(entry.Value, path.Field(entry.Key));
            }
        }
        else if (node is SourceNode.Sequence sequence)
        {
            for (var i = 0; i < sequence.Items.Length && !Full; i++)
            {
                CheckUntyped(sequence.Items[i], path.Item(i));
            }
        }
    }

    private void CheckDuplicates(SourceNode.Mapping mapping, Func<string, FieldPath> child)
    {
        foreach (var (first, again) in mapping.Duplicates)
        {
            if (Full)
            {
                return;
            }

            var path = child(again.Key);
            var line = first.KeyPosition.Line.ToString(CultureInfo.InvariantCulture);
            Faults.Add(new Fault(FaultKind.DuplicateField, again.KeyPosition, $"duplicate field \"{again.Key}\", first written on line {line}")
            {
                FieldPath = path.ToString(),
                ApiText = $"duplicate field \"{path.ToApiString()}\"",
            });
        }
    }

    private Fault Unknown(SourceEntry entry, TypeShape shape, FieldPath path)
    {
        var suggestion = FieldSuggestion.For(entry.Key, _frames);
        return new Fault(FaultKind.UnknownField, entry.KeyPosition, $"unknown field \"{entry.Key}\" in {shape.Name}{suggestion?.Words}")
        {
            FieldPath = path.ToString(),
            Suggestion = suggestion?.Target,
            ApiText = $"unknown field \"{path.ToApiString()}\"",
        };
    }

    private static bool IsNull(SourceNode node) => node is SourceNode.Scalar { Kind: ScalarKind.Null };
}
