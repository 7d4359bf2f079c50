using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace LocalPods.Api.Serialization;

/// <summary>
/// Reads YAML into source nodes, with the meaning Kubernetes' tools give it: one node a document, empty documents left out. A document
/// that cannot be read is a fault, and reading goes on with the next. It throws nothing.
/// </summary>
public static class YamlReader
{
    private static readonly SearchValues<char> _control = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n' or '\r')).Append(0x7F).Select(c => (char)c)));

    /// <summary>Reads a file's bytes: UTF-8, or UTF-16 with a byte order mark.</summary>
    public static SourceRead Read(string name, ReadOnlyMemory<byte> bytes, ReadLimits limits)
    {
        var (source, invalidAt) = SourceText.Decode(name, bytes);
        return invalidAt is { } at
            ? new SourceRead([], [new Fault(FaultKind.Syntax, new SourcePosition(source, at), "the file is not valid UTF-8 text here")])
            : Read(source, limits);
    }

    /// <summary>Reads every document of a text.</summary>
    /// <param name="source">Made by <see cref="SourceText.FromText"/>.</param>
    /// <param name="limits">Depth, expanded values and number of faults; the sizes are for who knows what an object is.</param>
    public static SourceRead Read(SourceText source, ReadLimits limits)
    {
        var text = source.Text;
        var control = text.AsSpan().IndexOfAny(_control);
        if (control >= 0)
        {
            var code = ((int)text[control]).ToString("X4", CultureInfo.InvariantCulture);
            return new SourceRead([], [new Fault(FaultKind.Syntax, new SourcePosition(source, control), $"control character U+{code} is not allowed in YAML")]);
        }

        var documents = ImmutableArray.CreateBuilder<SourceNode>();
        var faults = ImmutableArray.CreateBuilder<Fault>();
        var start = 0;
        while (start >= 0 && faults.Count < limits.MaxFaults)
        {
            var stream = new YamlStreamReader(source, start, limits);
            try
            {
                stream.Read();
                start = -1;
            }
            catch (ReadRefusedException e)
            {
                stream.Faults.Add(e.Fault);
                start = NextDocument(text, Math.Max(stream.DocumentStart, start));
            }

            documents.AddRange(stream.Documents);
            faults.AddRange(stream.Faults);
        }

        return new SourceRead(documents.DrainToImmutable(), faults.DrainToImmutable());
    }

    /// <summary>The next <c>---</c> line after an offset, or -1. No scalar can hold such a line, so it always starts a document.</summary>
    private static int NextDocument(string text, int after)
    {
        for (var at = text.IndexOf("\n---", after, StringComparison.Ordinal); at >= 0; at = text.IndexOf("\n---", at + 1, StringComparison.Ordinal))
        {
            if (at + 4 == text.Length || char.IsWhiteSpace(text[at + 4]))
            {
                return at + 1;
            }
        }

        return -1;
    }
}
