using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Validation;

/// <summary>What in a pod is allowed and hardly meant (Kubernetes <c>pkg/api/pod/warnings.go</c>). Pure.</summary>
public static class PodWarnings
{
    /// <summary>All of a pod: where each is, and what it is.</summary>
    public static ImmutableArray<(string Field, string Text)> Of(PodSpec spec) =>
    [
        .. Repeated(spec.HostAliases.Select((alias, i) => ($"spec.hostAliases[{i}].ip", alias.Ip)), "ip"),
        .. Repeated(spec.ImagePullSecrets.Select((secret, i) => ($"spec.imagePullSecrets[{i}].name", secret.Name ?? "")), "name"),
        .. spec.ImagePullSecrets.Select((secret, i) => (secret.Name, i)).Where(s => string.IsNullOrEmpty(s.Name)).Select(s => ($"spec.imagePullSecrets[{s.i}].name", "invalid empty name \"\"")),
        .. Fractions(spec.Overhead, "spec.overhead"),
        .. spec.InitContainers.SelectMany((c, i) => Of(c, $"spec.initContainers[{i}]")),
        .. spec.Containers.SelectMany((c, i) => Of(c, $"spec.containers[{i}]")),
        .. PortWarnings.Of(spec),
        .. spec.TerminationGracePeriodSeconds < 0 ? [("spec.terminationGracePeriodSeconds", "must be >= 0; negative values are invalid and will be treated as 1")] : ((string, string)[])[],
    ];

    private static IEnumerable<(string Field, string Text)> Of(Container container, string path) =>
        Fractions(container.Resources.Limits, $"{path}.resources.limits")
            .Concat(Fractions(container.Resources.Requests, $"{path}.resources.requests"))
            .Concat(Hidden(container, path));

    private static IEnumerable<(string Field, string Text)> Repeated(IEnumerable<(string Field, string Value)> values, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return values.Where(v => !seen.Add(v.Value)).Select(v => (v.Field, $"duplicate {what} \"{v.Value}\""));
    }

    private static IEnumerable<(string Field, string Text)> Fractions(ImmutableSortedDictionary<string, Quantity>? amounts, string path) =>
        from amount in amounts ?? ImmutableSortedDictionary<string, Quantity>.Empty
        where amount.Key is ResourceNames.Memory or ResourceNames.EphemeralStorage && amount.Value.MilliValue % 1000 != 0
        select ($"{path}[{amount.Key}]", $"fractional byte value \"{amount.Value}\" is invalid, must be an integer");

    // A variable that builds on the one before of its name is meant.
    private static IEnumerable<(string Field, string Text)> Hidden(Container container, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < container.Env.Length; i++)
        {
            var (name, reference) = (container.Env[i].Name, $"$({container.Env[i].Name})");
            var value = container.Env[i].Value ?? "";
            if (!names.Add(name) && (container.Env[i].ValueFrom is not null || value == reference || !value.Contains(reference, StringComparison.Ordinal)))
            {
                yield return ($"{path}.env[{i}]", $"hides previous definition of \"{name}\", which may be dropped when using apply");
            }
        }
    }
}
