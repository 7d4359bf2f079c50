using LocalPods.Api.Authentication;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Access.Tokens;

/// <summary>Makes the tokens that clients ask for, within the rules of the API.</summary>
internal sealed class TokenRequests(IObjectStore store, ServiceAccountTokens tokens, TimeProvider clock)
{
    private const string Group = "authentication.k8s.io";
    private const long LongestSeconds = 1L << 32;

    /// <summary>Grants a wish.</summary>
    /// <param name="namespace">Of the account.</param>
    /// <param name="name">Of the account.</param>
    /// <param name="wish">As it was sent.</param>
    /// <returns>The wish with what was not given filled in, and the token.</returns>
    /// <exception cref="ApiException">400, 404, 409 or 422.</exception>
    public TokenRequest Issue(string @namespace, string name, TokenRequest wish)
    {
        if (store.Get(new ObjectKey("serviceaccounts", @namespace, name)) is null)
        {
            throw ApiErrors.NotFound(ServiceAccountResource.Instance.Names, name);
        }

        if (wish.Metadata.Name is { Length: > 0 } given && given != name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({given}) does not match the name on the URL ({name})");
        }

        var seconds = wish.Spec.ExpirationSeconds ?? (long)ServiceAccountTokens.UsualLife.TotalSeconds;
        Refuse(seconds);
        ImmutableArray<string> audiences = wish.Spec.Audiences.IsEmpty ? [ServiceAccountTokens.Issuer] : wish.Spec.Audiences;
        var bound = wish.Spec.BoundObjectRef is { } reference ? Find(@namespace, name, reference) : null;
        var token = tokens.Issue(@namespace, name, audiences, TimeSpan.FromSeconds(seconds), bound);
        return wish with
        {
            Metadata = new ObjectMeta { Name = name, Namespace = @namespace, CreationTimestamp = clock.GetUtcNow() },
            Spec = wish.Spec with
            {
                Audiences = audiences,
                ExpirationSeconds = seconds,
                BoundObjectRef = bound is null ? null : wish.Spec.BoundObjectRef! with { Uid = bound.Uid },
            },
            Status = new TokenRequestStatus { Token = token.Text, ExpirationTimestamp = token.Expires },
        };
    }

    private static void Refuse(long seconds)
    {
        const string Field = "spec.expirationSeconds";
        var errors = new FieldErrors();
        if (seconds < ServiceAccountTokens.ShortestLife.TotalSeconds)
        {
            errors.Invalid(Field, seconds, "may not specify a duration less than 10 minutes");
        }
        else if (seconds > LongestSeconds)
        {
            errors.Invalid(Field, seconds, "may not specify a duration larger than 2^32 seconds");
        }

        if (errors.ToImmutable() is { IsEmpty: false } faults)
        {
            throw new ApiException(InvalidStatus.Of("TokenRequest", Group, "", faults));
        }
    }

    private BoundObject Find(string @namespace, string account, BoundObjectReference reference)
    {
        var (kind, resource) = (reference.ApiVersion, reference.Kind) switch
        {
            ("v1", "Pod") => (BoundKind.Pod, "pods"),
            ("v1", "Secret") => (BoundKind.Secret, "secrets"),
            ("v1", "Node") => (BoundKind.Node, "nodes"),
            var (version, other) => throw ApiErrors.BadRequest($"cannot bind token to object of type {GroupVersion(version)}, Kind={other}"),
        };
        var found = store.Get(new ObjectKey(resource, kind == BoundKind.Node ? "" : @namespace, reference.Name ?? ""))
            ?? throw ApiErrors.NotFound(Names(resource, reference.Kind), reference.Name ?? "");
        if (kind == BoundKind.Pod && JsonFields.Text(found.Document, "spec.serviceAccountName") is var running && (running.Length == 0 ? ServiceAccountResource.Default : running) != account)
        {
            throw ApiErrors.BadRequest($"cannot bind token for serviceaccount \"{account}\" to pod running with different serviceaccount name.");
        }

        var uid = JsonFields.Text(found.Document, "metadata.uid");
        return string.IsNullOrEmpty(reference.Uid) || reference.Uid == uid
            ? new BoundObject(kind, found.Key.Name, uid)
            : throw ApiErrors.Conflict(
                Names(reference.Kind, reference.Kind),
                found.Key.Name,
                $"the UID in the bound object reference ({reference.Uid}) does not match the UID in record. The object might have been deleted and then recreated");
    }

    private static ResourceNames Names(string plural, string kind) => new("", "v1", plural, plural, kind, Namespaced: true);

    private static string GroupVersion(string? version) => version?.Contains('/', StringComparison.Ordinal) == true ? version : "/" + version;
}
