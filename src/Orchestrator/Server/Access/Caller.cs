namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Who sends requests, in the API's terms. A feature of connections that were vouched for.</summary>
/// <param name="Name">User name.</param>
/// <param name="Groups">Groups the user is in.</param>
internal sealed record Caller(string Name, ImmutableArray<string> Groups)
{
    /// <summary>Members may do everything.</summary>
    public const string AdminGroup = "system:masters";

    /// <summary>Everybody whom the API knows.</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    private const string AnonymousName = "system:anonymous";
    private const string UnauthenticatedGroup = "system:unauthenticated";

    /// <summary>Whoever may open the Unix socket, which only the instance's owner may.</summary>
    public static Caller Owner { get; } = new("localpods-admin", [AdminGroup, AuthenticatedGroup]);

    /// <summary>Somebody who has not shown who they are.</summary>
    public static Caller Anonymous { get; } = new(AnonymousName, [UnauthenticatedGroup]);

    /// <summary>Tells users of one name at different times apart; null for most.</summary>
    public string? Uid { get; init; }

    /// <summary>Further facts; null for none.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>>? Extra { get; init; }

    public bool IsAdmin => Groups.Contains(AdminGroup);

    public bool IsAnonymous => Name == AnonymousName;

    /// <summary>The same with the group that goes with being known, or not known.</summary>
    public Caller WithStanding()
    {
        var group = IsAnonymous ? UnauthenticatedGroup : AuthenticatedGroup;
        return Groups.Contains(group) ? this : this with { Groups = Groups.Add(group) };
    }
}
