using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Lets those who may act as somebody else: <c>Impersonate-User</c> and its companions, as <c>kubectl --as</c> sends them.</summary>
internal sealed class Impersonation(Authorizer authorizer)
{
    private const string Verb = "impersonate";
    private const string Authentication = "authentication.k8s.io";
    private const string ExtraPrefix = "Impersonate-Extra-";

    /// <summary>Who the request is to be seen as coming from.</summary>
    /// <exception cref="ApiException">403: the caller may not be that; 400: facts about nobody.</exception>
    public Caller Apply(IHeaderDictionary headers, Caller caller)
    {
        var user = headers["Impersonate-User"].ToString();
        ImmutableArray<string> groups = [.. headers["Impersonate-Group"].OfType<string>().Where(g => g.Length > 0)];
        var uid = headers["Impersonate-Uid"].ToString();
        var extra = Extra(headers);
        if (user.Length == 0)
        {
            return groups.IsEmpty && uid.Length == 0 && extra.IsEmpty ? caller
                : throw ApiErrors.BadRequest("groups, a uid or extra facts were to be impersonated without a user");
        }

        var account = ServiceAccountName.Parse(user);
        authorizer.Require(caller, account is { } a
            ? new(Verb) { Resource = "serviceaccounts", Namespace = a.Namespace, Name = a.Name }
            : new(Verb) { Resource = "users", Name = user });
        foreach (var group in groups)
        {
            authorizer.Require(caller, new(Verb) { Resource = "groups", Name = group });
        }

        foreach (var (key, values) in extra)
        {
            foreach (var value in values)
            {
                authorizer.Require(caller, new(Verb) { Group = Authentication, Resource = "userextras", Subresource = key, Name = value });
            }
        }

        if (uid.Length > 0)
        {
            authorizer.Require(caller, new(Verb) { Group = Authentication, Resource = "uids", Name = uid });
        }

        return new Caller(user, groups.IsEmpty && account is { } own ? own.Groups : groups)
        {
            Uid = uid.Length > 0 ? uid : null,
            Extra = extra.IsEmpty ? null : extra,
        }.WithStanding();
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Extra(IHeaderDictionary headers) =>
        headers.Where(h => h.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase)).ToImmutableSortedDictionary(
            h => Uri.UnescapeDataString(h.Key[ExtraPrefix.Length..].ToLowerInvariant()),
            h => h.Value.OfType<string>().ToImmutableArray(),
            StringComparer.Ordinal);
}
