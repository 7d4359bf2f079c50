namespace LocalPods.Api.Selectors;

/// <summary>A selector could not be understood; the message is what Kubernetes answers with code 400.</summary>
public sealed class SelectorException(string message) : FormatException(message);
