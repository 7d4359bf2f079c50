namespace LocalPods.Cli.Output;

/// <summary>A JSONPath expression cannot be read, or not be applied to what it was given.</summary>
internal sealed class JsonPathException(string message) : Exception(message);
