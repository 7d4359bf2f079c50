namespace LocalPods.Orchestrator.Runtime;

/// <summary>A call to the engine failed. Decide on <see cref="Failure"/>, never on the words.</summary>
public sealed class ContainerRuntimeException(RuntimeFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public RuntimeFailure Failure { get; } = failure;
}

/// <summary>What kind of failure.</summary>
public enum RuntimeFailure
{
    /// <summary>No such container, sandbox or image.</summary>
    NotFound,

    /// <summary>A name in use, or a state in which the call makes no sense.</summary>
    Conflict,

    /// <summary>No answer: the engine is not there or went away. Whether the call took effect is not known.</summary>
    Unavailable,

    /// <summary>The engine understood and will not, or cannot: a bad value, a program that does not exist.</summary>
    Refused,

    /// <summary>No answer within the call's deadline. Whether the call took effect is not known.</summary>
    Timeout,

    /// <summary>The registry of an image is there and cannot answer now.</summary>
    RegistryUnavailable,
}
