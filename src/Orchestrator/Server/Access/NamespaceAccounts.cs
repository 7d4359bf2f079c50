using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>
/// Gives every namespace what its pods expect: the service account <c>default</c>, and the config map <c>kube-root-ca.crt</c> with the authority
/// by which the API's certificate is checked. Both come back when they are deleted.
/// </summary>
/// <param name="objects">Writes objects.</param>
/// <param name="authority">The authority's certificate; null when HTTPS is not served.</param>
internal sealed class NamespaceAccounts(ObjectRegistry objects, Func<string>? authority)
{
    private const string RootMap = "kube-root-ca.crt";
    private const string RootKey = "ca.crt";

    private static readonly ConfigMapResource s_maps = new();
    private static readonly ServiceAccountResource s_accounts = ServiceAccountResource.Instance;

    /// <summary>Kinds whose changes may make another look worth while.</summary>
    public static ImmutableArray<string> Followed { get; } = [NamespaceResource.Instance.Names.Qualified, s_accounts.Names.Qualified, s_maps.Names.Qualified];

    /// <summary>Makes what is missing, and sets right what is not as it should be.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var root = authority?.Invoke();
        await Task.WhenAll(objects.Store.List(NamespaceResource.Instance.Names.Qualified, null).Items
            .Where(n => JsonFields.Text(n.Document, "metadata.deletionTimestamp").Length == 0)
            .Select(n => LookAtAsync(n.Key.Name, root, cancellationToken)));
    }

    /// <summary>Makes what is missing in one namespace, for somebody who needs it now.</summary>
    /// <returns>False where HTTPS is not served, so that nothing can be called with a token.</returns>
    public async Task<bool> PrepareAsync(string @namespace, CancellationToken cancellationToken)
    {
        if (authority is null)
        {
            return false;
        }

        foreach (var (kind, name) in ((string, string)[])[(s_accounts.Names.Qualified, ServiceAccountResource.Default), (s_maps.Names.Qualified, RootMap)])
        {
            if (objects.Store.Get(new ObjectKey(kind, @namespace, name)) is null)
            {
                await LookAtAsync(@namespace, authority(), cancellationToken);
            }
        }

        return true;
    }

    private async Task LookAtAsync(string @namespace, string? root, CancellationToken cancellationToken)
    {
        try
        {
            if (objects.Store.Get(new ObjectKey(s_accounts.Names.Qualified, @namespace, ServiceAccountResource.Default)) is null)
            {
                await objects.CreateAsync(s_accounts, @namespace, Named(ServiceAccountResource.Default), WriteOrigin.Controllers, cancellationToken);
            }

            if (root is not null && objects.Store.Get(new ObjectKey(s_maps.Names.Qualified, @namespace, RootMap)) is var map && !Holds(map, root))
            {
                await (map is null
                    ? objects.CreateAsync(s_maps, @namespace, With(Named(RootMap), root), WriteOrigin.Controllers, cancellationToken)
                    : objects.ChangeAsync(s_maps, @namespace, RootMap, content => With(content, root), WritePart.Object, WriteOrigin.Controllers, cancellationToken));
            }
        }
        catch (ApiException e) when (e.Status.Code is 403 or 404 or 409)
        {
            // Somebody else was faster, or the namespace is going: either causes another look.
        }
    }

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };

    private static JsonObject With(JsonObject content, string root)
    {
        content["data"] = new JsonObject { [RootKey] = root };
        ObjectMetadata.Of(content).Remove("resourceVersion");
        return content;
    }

    private static bool Holds(StoredObject? map, string root) =>
        map is not null && JsonFields.At(map.Document, "data") is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(RootKey, out var held) && held.ValueEquals(root);
}
