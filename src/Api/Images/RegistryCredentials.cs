namespace LocalPods.Api.Images;

/// <summary>Who one is to a registry. Never shows its secrets as text.</summary>
/// <param name="Server">The registry, as whoever wrote the credentials down called it.</param>
/// <param name="Username">Empty when there is only a token.</param>
/// <param name="Password">Empty when there is only a token.</param>
public sealed record RegistryCredentials(string Server, string Username, string Password)
{
    /// <summary>Stands for user and password; empty when those are given.</summary>
    public string IdentityToken { get; init; } = "";

    /// <summary>Where it was found, for people: a file, a program, a secret.</summary>
    public string Source { get; init; } = "";

    public override string ToString() => $"credentials for {Server} from {(Source.Length > 0 ? Source : "an unknown source")}";
}
