namespace LocalPods.Api.JsonPaths;

/// <summary>A JSONPath expression cannot be read, or not be applied to what it was given.</summary>
public sealed class JsonPathException(string message) : Exception(message);
