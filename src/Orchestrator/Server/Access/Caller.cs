namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Who sends the requests of a connection, in the API's terms. A feature of the connection.</summary>
/// <param name="Name">User name.</param>
/// <param name="Groups">Groups the user is in.</param>
internal sealed record Caller(string Name, ImmutableArray<string> Groups)
{
    /// <summary>Members may do everything.</summary>
    public const string AdminGroup = "system:masters";

    /// <summary>Whoever may open the Unix socket, which only the instance's owner may.</summary>
    public static Caller Owner { get; } = new("localpods-admin", [AdminGroup, "system:authenticated"]);

    /// <summary>Somebody who has not shown who they are.</summary>
    public static Caller Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    public bool IsAdmin => Groups.Contains(AdminGroup);
}
