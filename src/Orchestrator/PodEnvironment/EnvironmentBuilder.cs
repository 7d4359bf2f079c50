using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>A container's environment (spec 2.4): <c>envFrom</c> first, then <c>env</c>, each in the order of the spec.</summary>
internal static class EnvironmentBuilder
{
    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Puts the variables together.</summary>
    /// <returns>Names are unique and stand where they first appear; a later value replaces an earlier one.</returns>
    /// <exception cref="ContainerConfigException">Something it refers to is not there.</exception>
    public static ImmutableArray<KeyValuePair<string, string>> Build(PodSetting setting, Container container)
    {
        var names = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in container.EnvFrom)
        {
            foreach (var (key, value) in All(setting, source))
            {
                Set(source.Prefix + key, value);
            }
        }

        foreach (var variable in container.Env)
        {
            if (Value(setting, container, variable, name => values.GetValueOrDefault(name)) is { } value)
            {
                Set(variable.Name, value);
            }
        }

        return [.. names.Select(name => KeyValuePair.Create(name, values[name]))];

        void Set(string name, string value)
        {
            if (!values.ContainsKey(name))
            {
                names.Add(name);
            }

            values[name] = value;
        }
    }

    // Null leaves the variable out.
    private static string? Value(PodSetting setting, Container container, EnvVar variable, Func<string, string?> find) => variable switch
    {
        { ValueFrom.FieldRef: { } field } => FieldReferences.Field(setting, field.FieldPath),
        { ValueFrom.ResourceFieldRef: { } resource } => FieldReferences.Resource(setting, container, resource),
        { ValueFrom.ConfigMapKeyRef: { } key } => One(setting, setting.ConfigMaps, "ConfigMap", key.Name, key.Key, key.Optional == true),
        { ValueFrom.SecretKeyRef: { } key } => One(setting, setting.Secrets, "Secret", key.Name, key.Key, key.Optional == true),
        { ValueFrom.FileKeyRef: not null } => throw new ContainerConfigException($"environment variable {variable.Name}: fileKeyRef is not supported"),
        _ => VariableExpansion.Expand(variable.Value ?? "", find),
    };

    private static ImmutableSortedDictionary<string, string> All(PodSetting setting, EnvFromSource source) => source switch
    {
        { ConfigMapRef: { } map } => Find(setting.ConfigMaps, "ConfigMap", map.Name, map.Optional == true) ?? None,
        { SecretRef: { } secret } => Find(setting.Secrets, "Secret", secret.Name, secret.Optional == true) ?? None,
        _ => None,
    };

    private static string? One(
        PodSetting setting, ImmutableDictionary<string, ImmutableSortedDictionary<string, string>> objects, string kind, string name, string key, bool optional)
    {
        if (Find(objects, kind, name, optional) is not { } found)
        {
            return null;
        }

        return found.TryGetValue(key, out var value) || optional
            ? value
            : throw new ContainerConfigException($"couldn't find key {key} in {kind} {setting.Pod.Metadata.Namespace}/{name}");
    }

    // Null when it is not there and need not be.
    private static ImmutableSortedDictionary<string, string>? Find(
        ImmutableDictionary<string, ImmutableSortedDictionary<string, string>> objects, string kind, string name, bool optional) =>
        objects.TryGetValue(name, out var found) ? found
        : optional ? null
        : throw new ContainerConfigException($"{kind.ToLowerInvariant()} \"{name}\" not found");
}
