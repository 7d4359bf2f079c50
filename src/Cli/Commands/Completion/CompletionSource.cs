using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Completion;

/// <summary>What can only be known by looking: objects of a daemon that runs already, and instances on disk. Never starts a daemon.</summary>
/// <param name="environment">The process.</param>
/// <param name="instance">What <c>--instance</c> says; empty when it was not given.</param>
/// <param name="ns">What <c>-n</c> says; empty when it was not given.</param>
internal sealed class CompletionSource(CliEnvironment environment, string instance, string ns) : IDisposable
{
    private readonly Lazy<ApiClient?> _api = new(() => ApiClient.TryConnect(Paths(environment, instance), _ => { }, _ => { }));

    private string Namespace => ns.Length > 0 ? ns : Invocation.DefaultNamespace;

    /// <summary>Types of objects: those every daemon has, and what else this one tells of.</summary>
    public IReadOnlyList<ResourceType> Types() =>
        _api.Value is { } api ? [.. ResourceCatalog.BuiltIn.UnionBy(ResourceCatalog.All(api), t => (t.Plural, t.Group))] : ResourceCatalog.BuiltIn;

    public ResourceType? Type(string word) => ResourceCatalog.BuiltIn.FirstOrDefault(t => t.Answers(word)) ?? Types().FirstOrDefault(t => t.Answers(word));

    /// <summary>Names of the type's objects, in the namespace if the type has them in namespaces.</summary>
    public IEnumerable<string> Names(ResourceType type)
    {
        if (_api.Value is not { } api)
        {
            return [];
        }

        using var list = JsonDocument.Parse(api.Get(type.Collection(type.Namespaced ? Namespace : null)));
        return [.. list.RootElement.Field("items").Items().Select(i => i.Field("metadata").Text("name"))];
    }

    /// <summary>Containers of a pod.</summary>
    /// <param name="word">The pod as typed: <c>web</c> or <c>pod/web</c>.</param>
    public IEnumerable<string> Containers(string word) =>
        _api.Value is { } api ? PodContainers.Of(PodTarget.Find(api, Namespace, word)).All : [];

    /// <summary>Instances that have state on this machine.</summary>
    public IEnumerable<string> Instances()
    {
        var all = Path.GetDirectoryName(Paths(environment, InstancePaths.DefaultInstance).StateDirectory)!;
        return Directory.Exists(all)
            ? Directory.EnumerateDirectories(all).Select(d => Path.GetFileName(d)).Where(InstancePaths.IsValid)
            : [];
    }

    public void Dispose()
    {
        if (_api.IsValueCreated)
        {
            _api.Value?.Dispose();
        }
    }

    private static InstancePaths Paths(CliEnvironment environment, string instance) =>
        InstancePaths.Resolve(instance, stateDirectory: null, environment.Variable, environment.Privileged);
}
