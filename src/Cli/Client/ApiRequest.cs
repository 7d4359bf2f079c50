namespace LocalPods.Cli.Client;

/// <summary>One request to the API.</summary>
/// <param name="Method">GET, POST, ...</param>
/// <param name="Target">Path and query, already escaped.</param>
internal sealed record ApiRequest(string Method, string Target)
{
    public const string Json = "application/json";

    /// <summary>Asks for a table, and for the object itself where the server has no table.</summary>
    public const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    public string Accept { get; init; } = Json;

    /// <summary>Sent as JSON; null sends no body.</summary>
    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = Json;

    /// <summary>Further header lines, each with its line end.</summary>
    public string ExtraHeaders { get; init; } = "";
}
