using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Apply;

/// <summary><c>apply --prune</c>: objects that were applied before, are selected and are not among the manifests any more are deleted.</summary>
internal sealed class Pruning
{
    // What is looked through when nothing else is asked for: kubectl's list.
    private static readonly (string ApiVersion, string Kind)[] s_namespaced =
    [
        ("v1", "ConfigMap"), ("v1", "Endpoints"), ("v1", "PersistentVolumeClaim"), ("v1", "Pod"), ("v1", "ReplicationController"), ("v1", "Secret"), ("v1", "Service"),
        ("batch/v1", "Job"), ("batch/v1", "CronJob"), ("networking.k8s.io/v1", "Ingress"),
        ("apps/v1", "DaemonSet"), ("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "StatefulSet"),
    ];

    private static readonly (string ApiVersion, string Kind)[] s_others = [("v1", "Namespace"), ("v1", "PersistentVolume")];

    private readonly Invocation _invocation;
    private readonly DryRun _dryRun;
    private readonly LabelSelection _selector;
    private readonly List<ResourceType> _allowed;

    private Pruning(Invocation invocation, DryRun dryRun, LabelSelection selector)
    {
        (_invocation, _dryRun, _selector) = (invocation, dryRun, selector);
        _allowed = [.. invocation.Flags.Texts("prune-allowlist").Select(Allowed)];
    }

    public static IReadOnlyList<Flag> Flags { get; } =
    [
        Flag.Switch("all", "With --prune, without a selector: prune among all objects"),
        Flag.Switch("prune", "Delete what was applied before and is not among the manifests; together with -l or --all"),
        Flag.Texts("prune-allowlist", "With --prune, the kinds to look through, GROUP/VERSION/KIND; core stands for the group without a name"),
        Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
    ];

    public bool IsWanted => _invocation.Flags.On("prune");

    /// <summary>Reads the flags.</summary>
    /// <exception cref="CommandException">They do not fit together.</exception>
    public static Pruning Read(Invocation invocation, DryRun dryRun)
    {
        var (flags, selector) = (invocation.Flags, invocation.Flags.Text("selector"));
        if (flags.On("all") && selector.Length > 0)
        {
            throw CommandException.Error("cannot set --all and --selector at the same time");
        }

        if (flags.On("prune") && !flags.On("all") && selector.Length == 0)
        {
            throw CommandException.Error("all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. " +
                "If you did not mean to prune all resources, specify a label selector");
        }

        return new Pruning(invocation, dryRun, LabelSelection.Read(selector));
    }

    /// <summary>Whether an object of the manifests is applied at all.</summary>
    public bool Selects(AppliedObject item) => _selector.Matches(item.Manifest.Json);

    /// <summary>Deletes what is left over, and tells of each.</summary>
    /// <param name="applied">What was applied, as the server has it.</param>
    public void Run(IReadOnlyList<(AppliedObject Item, JsonObject Object)> applied)
    {
        var kept = applied.Select(a => a.Object["metadata"]?["uid"]?.ToString()).ToHashSet();
        var namespaces = applied.Select(a => a.Item.Namespace).OfType<string>().Distinct().ToList();
        var types = Types();
        foreach (var (type, ns) in namespaces.SelectMany(ns => types.Where(t => t.Namespaced).Select(t => (t, (string?)ns))).Concat(types.Where(t => !t.Namespaced).Select(t => (t, (string?)null))))
        {
            var target = UrlText.WithQuery(type.Collection(ns), ("labelSelector", _invocation.Flags.Text("selector")));
            var there = (_invocation.Api.GetObject(target)["items"] as JsonArray ?? []).OfType<JsonObject>();
            foreach (var item in there.Where(i => i["metadata"]?["annotations"]?[LastApplied.Annotation] is not null && !kept.Contains(i["metadata"]?["uid"]?.ToString())))
            {
                Delete(type, ns, item["metadata"]!["name"]!.ToString());
            }
        }
    }

    private void Delete(ResourceType type, string? ns, string name)
    {
        if (_dryRun != DryRun.Client)
        {
            var options = new DeleteOptions { GracePeriod = null, Propagation = "Background", DryRun = _dryRun, IgnoreNotFound = true };
            _invocation.Api.Send(new ApiRequest("DELETE", type.Item(ns, name)) { Body = options.ToBody() });
        }

        _invocation.Out.Write($"{type.PrintedName}/{name} pruned{_dryRun.Note()}\n");
        _invocation.Out.Flush();
    }

    // Of kubectl's list what the server has; of the user's own list everything must be there.
    private List<ResourceType> Types()
    {
        if (_allowed.Count > 0)
        {
            return _allowed;
        }

        // A namespace that is named limits what is looked through to what is in it.
        var kinds = _invocation.Flags.Given("namespace") ? s_namespaced : s_namespaced.Concat(s_others);
        return [.. kinds.Select(k => ResourceCatalog.OfKind(k.ApiVersion, k.Kind, () => _invocation.Api)).OfType<ResourceType>()];
    }

    private ResourceType Allowed(string text)
    {
        if (text.Split('/') is not [var group, var version, var kind])
        {
            throw CommandException.Error($"invalid GroupVersionKind format: {text}, please follow <group/version/kind>");
        }

        var apiVersion = group is "core" or "" ? version : $"{group}/{version}";
        return ResourceCatalog.OfKind(apiVersion, kind, () => _invocation.Api) ?? throw CommandException.Error($"no matches for kind \"{kind}\" in version \"{apiVersion}\"");
    }
}
