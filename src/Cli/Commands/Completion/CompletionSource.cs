using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Kubeconfig;

namespace LocalPods.Cli.Commands.Completion;

/// <summary>What can only be known by looking: objects of a daemon that runs already, and instances on disk. Never starts a daemon.</summary>
/// <param name="environment">The process.</param>
/// <param name="instance">What <c>--instance</c> says; empty when it was not given.</param>
/// <param name="flag">The value of a flag that was typed; empty when it was not.</param>
internal sealed class CompletionSource(CliEnvironment environment, string instance, Func<string, string> flag) : IDisposable
{
    private readonly Lazy<ApiAccess?> _elsewhere = new(() =>
        GlobalFlags.Connection.Any(f => flag(f.Name).Length > 0) || environment.Variable(ContextReader.Variable) is { Length: > 0 } ? new ContextReader(flag, environment.Variable).Read() : null);

    private Lazy<ApiClient?> Api => field ??= new(() => _elsewhere.Value is { } access
        ? new ApiClient(new ServerDialer(access), _ => { }, _ => { })
        : ApiClient.TryConnect(Paths(environment, instance), _ => { }, _ => { }));

    private string Namespace => flag("namespace") is { Length: > 0 } given ? given : _elsewhere.Value?.Namespace ?? Invocation.DefaultNamespace;

    /// <summary>Types of objects: those every daemon has, and what else this one tells of.</summary>
    public IReadOnlyList<ResourceType> Types() =>
        Api.Value is { } api ? [.. ResourceCatalog.BuiltIn.UnionBy(ResourceCatalog.All(api), t => (t.Plural, t.Group))] : ResourceCatalog.BuiltIn;

    public ResourceType? Type(string word) => ResourceCatalog.BuiltIn.FirstOrDefault(t => t.Answers(word)) ?? Types().FirstOrDefault(t => t.Answers(word));

    /// <summary>Names of the type's objects, in the namespace if the type has them in namespaces.</summary>
    public IEnumerable<string> Names(ResourceType type)
    {
        if (Api.Value is not { } api)
        {
            return [];
        }

        using var list = JsonDocument.Parse(api.Get(type.Collection(type.Namespaced ? Namespace : null)));
        return [.. list.RootElement.Field("items").Items().Select(i => i.Field("metadata").Text("name"))];
    }

    /// <summary>Containers of a pod.</summary>
    /// <param name="word">The pod as typed: <c>web</c> or <c>pod/web</c>.</param>
    public IEnumerable<string> Containers(string word) =>
        Api.Value is { } api ? PodContainers.Of(PodTarget.Find(api, Namespace, word)).All : [];

    /// <summary>Instances that have state on this machine.</summary>
    public IEnumerable<string> Instances()
    {
        var all = Path.GetDirectoryName(Paths(environment, InstancePaths.DefaultInstance).StateDirectory)!;
        return Directory.Exists(all)
            ? Directory.EnumerateDirectories(all).Select(d => Path.GetFileName(d)).Where(InstancePaths.IsValid)
            : [];
    }

    /// <summary>Names of the kubeconfig's entries of one kind.</summary>
    public IEnumerable<string> Entries(string list) =>
        KubeconfigSet.Entries(KubeconfigSet.Read(flag("kubeconfig"), environment.Variable).Merged, list).Select(e => e["name"]?.ToString() ?? "");

    public void Dispose()
    {
        if (Api.IsValueCreated)
        {
            Api.Value?.Dispose();
        }
    }

    private static InstancePaths Paths(CliEnvironment environment, string instance) =>
        InstancePaths.Resolve(instance, stateDirectory: null, environment.Variable, environment.Privileged);
}
