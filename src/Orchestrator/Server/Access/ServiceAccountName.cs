namespace LocalPods.Orchestrator.Server.Access;

/// <summary>A service account as a user.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct ServiceAccountName(string Namespace, string Name)
{
    private const string Prefix = "system:serviceaccount:";
    private const string Group = "system:serviceaccounts";

    /// <summary>The user name: <c>system:serviceaccount:namespace:name</c>.</summary>
    public string User => $"{Prefix}{Namespace}:{Name}";

    /// <summary>The groups it is in by itself.</summary>
    public ImmutableArray<string> Groups => [Group, $"{Group}:{Namespace}"];

    /// <summary>The account that a user name stands for; null when it is another user's.</summary>
    public static ServiceAccountName? Parse(string user) =>
        user.StartsWith(Prefix, StringComparison.Ordinal) && user[Prefix.Length..].Split(':') is [{ Length: > 0 } @namespace, { Length: > 0 } name]
            ? new ServiceAccountName(@namespace, name)
            : null;
}
