namespace LocalPods.Runtime.Docker.Engine;

/// <summary>One request to the engine.</summary>
/// <param name="Method">HTTP's.</param>
/// <param name="Path">Below the version, with query: <c>/containers/json?all=1</c>.</param>
/// <param name="Doing">What is being done to what; begins the message of every failure.</param>
/// <param name="Deadline">Longest time for all of it, or until a stream begins.</param>
internal sealed record EngineCall(HttpMethod Method, string Path, string Doing, TimeSpan Deadline)
{
    /// <summary>Sent as JSON, or as <see cref="ContentType"/> says.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Value of X-Registry-Auth.</summary>
    public string? RegistryAuth { get; init; }

    /// <summary>Sending it twice does no harm, so a connection lost on the way is tried again.</summary>
    public bool Repeatable => Method == HttpMethod.Get || Method == HttpMethod.Head || Method == HttpMethod.Delete;
}
