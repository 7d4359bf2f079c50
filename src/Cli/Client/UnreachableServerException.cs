namespace LocalPods.Cli.Client;

/// <summary>A server could not be reached, or is not who it should be.</summary>
/// <param name="message">The whole line that kubectl prints for it.</param>
internal sealed class UnreachableServerException(string message) : IOException(message)
{
    /// <param name="why">What Go's network library says.</param>
    public static UnreachableServerException Because(string why) => new("Unable to connect to the server: " + why);
}
