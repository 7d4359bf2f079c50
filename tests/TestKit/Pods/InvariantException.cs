namespace LocalPods.TestKit;

/// <summary>Something that must always hold did not.</summary>
public sealed class InvariantException(string message) : Exception(message);
