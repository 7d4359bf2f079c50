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
        foreach (var source in container.EnvFrom)
        {
            Require(source);
        }

        foreach (var variable in container.Env)
        {
            var value = Value(setting, container, variable, name => values.GetValueOrDefault(name));
            if (value is null)
            {
                continue;
            }

            if (!values.ContainsKey(variable.Name))
            {
                names.Add(variable.Name);
            }

            values[variable.Name] = value;
        }

        return [.. names.Select(name => KeyValuePair.Create(name, values[name]))];
    }

    // Null leaves the variable out.
    private static string? Value(PodSetting setting, Container container, EnvVar variable, Func<string, string?> find) => variable switch
    {
        { ValueFrom.FieldRef: { } field } => FieldReferences.Field(setting, field.FieldPath),
        { ValueFrom.ResourceFieldRef: { } resource } => FieldReferences.Resource(setting, container, resource),
        { ValueFrom.ConfigMapKeyRef: { } key } => Missing("configmap", key.Name, key.Optional),
        { ValueFrom.SecretKeyRef: { } key } => Missing("secret", key.Name, key.Optional),
        { ValueFrom.FileKeyRef: not null } => throw new ContainerConfigException($"environment variable {variable.Name}: fileKeyRef is not supported"),
        _ => VariableExpansion.Expand(variable.Value ?? "", find),
    };

    private static void Require(EnvFromSource source)
    {
        if (source.ConfigMapRef is { } map)
        {
            Missing("configmap", map.Name, map.Optional);
        }

        if (source.SecretRef is { } secret)
        {
            Missing("secret", secret.Name, secret.Optional);
        }
    }

    // The node holds no objects of these kinds, so none is ever found.
    private static string? Missing(string kind, string name, bool? optional) =>
        optional == true ? null : throw new ContainerConfigException($"{kind} \"{name}\" not found");
}
