namespace LocalPods.Api.Serialization;

/// <summary>A place in a source. Line and column are worked out on demand.</summary>
/// <param name="Source">Where the text came from.</param>
/// <param name="Offset">In the unit of the source: characters, or bytes for request bodies.</param>
/// <param name="Length">How much to point at, in the same unit.</param>
public readonly record struct SourcePosition(SourceText Source, int Offset, int Length = 1)
{
    /// <summary>From 1.</summary>
    public int Line => Source.Locate(Offset).Line;

    /// <summary>From 1.</summary>
    public int Column => Source.Locate(Offset).Column;

    /// <summary>Columns to underline: the part of the length that lies on the first line, at least 1.</summary>
    public int Width
    {
        get
        {
            var (line, column) = Source.Locate(Offset);
            var end = Source.Locate(Offset + Length);
            return Math.Max(1, end.Line == line ? end.Column - column : Source.Line(line).Length - column + 1);
        }
    }

    /// <summary><c>file:line:column</c>, as compilers write it.</summary>
    public override string ToString()
    {
        var (line, column) = Source.Locate(Offset);
        return $"{Source.Name}:{line}:{column}";
    }
}
