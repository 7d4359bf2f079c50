using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Server.Access.Tokens;

/// <summary>
/// Makes tokens of service accounts and says whose a token is. A token is good while its time lasts, its account is there, and the object
/// it is bound to. May be called from any thread.
/// </summary>
/// <param name="store">Where accounts and bound objects are.</param>
/// <param name="folder">For the signing key, which is made when it is first needed; null keeps it in memory.</param>
/// <param name="clock">For times in tokens.</param>
/// <param name="newId">Makes ids of tokens.</param>
public sealed class ServiceAccountTokens(IObjectStore store, string? folder, TimeProvider clock, Func<Guid> newId) : IDisposable
{
    /// <summary>Who issues the tokens, and the audience of those for this API.</summary>
    public const string Issuer = "https://kubernetes.default.svc.cluster.local";

    private const string FactPrefix = "authentication.kubernetes.io/";

    private readonly SigningKey _key = new(folder is null ? null : Path.Combine(folder, "sa.key"));

    internal SigningKey Key => _key;

    /// <summary>How long a token lasts for which nobody says it.</summary>
    public static TimeSpan UsualLife { get; } = TimeSpan.FromHours(1);

    /// <summary>How long a token lasts at least.</summary>
    public static TimeSpan ShortestLife { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Makes a token.</summary>
    /// <param name="namespace">Of the account.</param>
    /// <param name="name">Of the account.</param>
    /// <param name="audiences">Who may accept it; empty for this API.</param>
    /// <param name="lasts">From now on.</param>
    /// <param name="bound">Ends the token when it goes; null for nothing.</param>
    /// <exception cref="ApiException">404: there is no such account.</exception>
    public IssuedToken Issue(string @namespace, string name, ImmutableArray<string> audiences, TimeSpan lasts, BoundObject? bound)
    {
        var account = Find("serviceaccounts", @namespace, name) ?? throw ApiErrors.NotFound(ServiceAccountResource.Instance.Names, name);
        var now = clock.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + lasts).ToUnixTimeSeconds());
        var claims = new TokenClaims
        {
            Audiences = audiences.IsEmpty ? [Issuer] : audiences,
            Expires = expires.ToUnixTimeSeconds(),
            IssuedAt = now.ToUnixTimeSeconds(),
            NotBefore = now.ToUnixTimeSeconds(),
            Issuer = Issuer,
            Id = newId().ToString("D", System.Globalization.CultureInfo.InvariantCulture),
            Subject = new ServiceAccountName(@namespace, name).User,
            Kubernetes = new KubernetesClaims
            {
                Namespace = @namespace,
                ServiceAccount = new ObjectClaim(name, account),
                Pod = Claim(bound, BoundKind.Pod),
                Secret = Claim(bound, BoundKind.Secret),
                Node = Claim(bound, BoundKind.Node) ?? NodeOf(@namespace, bound),
            },
        };
        return new IssuedToken(WebToken.Write(claims, _key), expires);
    }

    /// <summary>Makes a token for a volume of a pod, bound to the pod.</summary>
    public (PodToken? Token, string? Problem) ForPod(PodTokenRequest request)
    {
        try
        {
            var token = Issue(
                request.Namespace,
                request.Account,
                request.Audience is { } audience ? [audience] : [],
                request.Lasts,
                new BoundObject(BoundKind.Pod, request.PodName, request.PodUid));
            return (new PodToken(token.Text, token.Expires), null);
        }
        catch (ApiException e)
        {
            return (null, e.Message);
        }
    }

    public void Dispose() => _key.Dispose();

    /// <summary>Says whose a token is.</summary>
    /// <param name="token">As it was shown.</param>
    /// <param name="audiences">Who is asked to accept it; empty for this API.</param>
    internal TokenVerdict Review(string token, ImmutableArray<string> audiences)
    {
        ImmutableArray<string> wanted = audiences.IsEmpty ? [Issuer] : audiences;
        return WebToken.Read(token, _key) is not { } claims ? Bad("invalid bearer token")
            : Fault(claims, wanted) is { } fault ? Bad($"[invalid bearer token, {fault}]")
            : new TokenVerdict(CallerOf(claims), [.. wanted.Intersect(claims.Audiences)], "");
    }

    private static TokenVerdict Bad(string error) => new(null, [], error);

    private string? Fault(TokenClaims claims, ImmutableArray<string> wanted)
    {
        var (now, objects) = (clock.GetUtcNow().ToUnixTimeSeconds(), claims.Kubernetes);
        return claims.Issuer != Issuer ? "token has another issuer"
            : now >= claims.Expires ? "service account token has expired"
            : now < claims.NotBefore ? "service account token is not valid yet"
            : !wanted.Intersect(claims.Audiences).Any() ? $"token audiences [{string.Join(' ', claims.Audiences)}] is invalid for the target audiences [{string.Join(' ', wanted)}]"
            : Gone("serviceaccounts", objects.Namespace, objects.ServiceAccount) ? "service account token has been invalidated"
            : Gone("pods", objects.Namespace, objects.Pod) || Gone("secrets", objects.Namespace, objects.Secret) ? "service account token has been invalidated"
            : objects is { Pod: null, Node: not null } && Gone("nodes", "", objects.Node) ? "service account token has been invalidated"
            : null;
    }

    private bool Gone(string resource, string @namespace, ObjectClaim? claim) => claim is not null && Find(resource, @namespace, claim.Name) != claim.Uid;

    /// <summary>The uid of an object; null when it is not there.</summary>
    private string? Find(string resource, string @namespace, string name) =>
        store.Get(new ObjectKey(resource, @namespace, name)) is { } found ? JsonFields.Text(found.Document, "metadata.uid") : null;

    private ObjectClaim? NodeOf(string @namespace, BoundObject? bound) =>
        bound is { Kind: BoundKind.Pod }
        && store.Get(new ObjectKey("pods", @namespace, bound.Name)) is { } pod
        && JsonFields.Text(pod.Document, "spec.nodeName") is { Length: > 0 } node
        && Find("nodes", "", node) is { } uid
            ? new ObjectClaim(node, uid)
            : null;

    private static ObjectClaim? Claim(BoundObject? bound, BoundKind kind) => bound?.Kind == kind ? new ObjectClaim(bound.Name, bound.Uid) : null;

    private static Caller CallerOf(TokenClaims claims)
    {
        var objects = claims.Kubernetes;
        var name = new ServiceAccountName(objects.Namespace, objects.ServiceAccount.Name);
        var facts = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        facts.Add(FactPrefix + "credential-id", [$"JTI={claims.Id}"]);
        foreach (var (kind, claim) in new[] { ("pod", objects.Pod), ("node", objects.Node) })
        {
            if (claim is not null)
            {
                facts.Add($"{FactPrefix}{kind}-name", [claim.Name]);
                facts.Add($"{FactPrefix}{kind}-uid", [claim.Uid]);
            }
        }

        return new Caller(name.User, name.Groups) { Uid = objects.ServiceAccount.Uid, Extra = facts.ToImmutable() }.WithStanding();
    }
}
