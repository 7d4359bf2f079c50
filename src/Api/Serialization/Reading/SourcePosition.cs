namespace LocalPods.Api.Serialization;

/// <summary>A place in a source. Line and column are worked out on demand.</summary>
/// <param name="Source">Where the text came from.</param>
/// <param name="Offset">In the unit of the source: characters, or bytes for request bodies.</param>
public readonly record struct SourcePosition(SourceText Source, int Offset)
{
    /// <summary>From 1.</summary>
    public int Line => Source.Locate(Offset).Line;

    /// <summary>From 1.</summary>
    public int Column => Source.Locate(Offset).Column;

    /// <summary><c>file:line:column</c>, as compilers write it.</summary>
    public override string ToString()
    {
        var (line, column) = Source.Locate(Offset);
        return $"{Source.Name}:{line}:{column}";
    }
}
