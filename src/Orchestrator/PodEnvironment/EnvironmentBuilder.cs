using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>A container's environment (spec 2.4): <c>envFrom</c> first, then <c>env</c>, each in the order of the spec.</summary>
internal static class EnvironmentBuilder
{
    /// <summary>Puts the variables together.</summary>
    /// <returns>Names are unique and stand where they first appear; a later value replaces an earlier one.</returns>
    /// <exception cref="ContainerConfigException">Something it refers to is not there.</exception>
    public static ImmutableArray<KeyValuePair<string, string>> Build(PodSetting setting, Container container)
    {
        var names = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var config = new ConfigLookup(setting.Config, setting.Pod.Metadata.Namespace ?? "");
        foreach (var source in container.EnvFrom)
        {
            foreach (var (key, value) in All(config, source))
            {
                Set(source.Prefix + key, value);
            }
        }

        foreach (var variable in container.Env)
        {
            if (Value(setting, config, container, variable, name => values.GetValueOrDefault(name)) is { } value)
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

    private static IEnumerable<KeyValuePair<string, string>> All(ConfigLookup config, EnvFromSource source) => source switch
    {
        { ConfigMapRef: { } map } => config.All(map),
        { SecretRef: { } secret } => config.All(secret),
        _ => [],
    };

    // Null leaves the variable out.
    private static string? Value(PodSetting setting, ConfigLookup config, Container container, EnvVar variable, Func<string, string?> find) => variable switch
    {
        { ValueFrom.FieldRef: { } field } => FieldReferences.Field(setting, field.FieldPath),
        { ValueFrom.ResourceFieldRef: { } resource } => FieldReferences.Resource(setting, container, resource),
        { ValueFrom.ConfigMapKeyRef: { } key } => config.One(key),
        { ValueFrom.SecretKeyRef: { } key } => config.One(key),
        { ValueFrom.FileKeyRef: { } key } => EnvironmentFile.One(setting, key),
        _ => VariableExpansion.Expand(variable.Value ?? "", find),
    };
}
