namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>What a credential helper knows of a registry.</summary>
internal sealed record HelperAnswer
{
    public string Username { get; set; } = "";
    public string Secret { get; set; } = "";
}
