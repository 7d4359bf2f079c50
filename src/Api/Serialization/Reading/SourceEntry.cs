namespace LocalPods.Api.Serialization;

/// <summary>One key of a mapping with its value.</summary>
/// <param name="Key">As JSON sees it: YAML's other keys have become strings.</param>
/// <param name="KeyPosition">Where the key stands.</param>
/// <param name="Value">What it holds.</param>
public sealed record SourceEntry(string Key, SourcePosition KeyPosition, SourceNode Value);
