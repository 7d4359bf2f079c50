using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Defaulting;

/// <summary>Fills in what a container leaves open.</summary>
internal static class ContainerDefaults
{
    private const string TerminationMessagePath = "/dev/termination-log";

    public static Container Apply(Container container, bool hostNetwork) => container with
    {
        ImagePullPolicy = container.ImagePullPolicy.Or(PullPolicy(container.Image)),
        TerminationMessagePath = container.TerminationMessagePath.Or(TerminationMessagePath),
        TerminationMessagePolicy = container.TerminationMessagePolicy.Or(TerminationMessagePolicies.File),
        Ports = [.. container.Ports.Select(port => Apply(port, hostNetwork))],
        Env = [.. container.Env.Select(Apply)],
        Resources = Apply(container.Resources),
        LivenessProbe = Apply(container.LivenessProbe),
        ReadinessProbe = Apply(container.ReadinessProbe),
        StartupProbe = Apply(container.StartupProbe),
        Lifecycle = container.Lifecycle is { } lifecycle
            ? lifecycle with { PostStart = Apply(lifecycle.PostStart), PreStop = Apply(lifecycle.PreStop) }
            : null,
    };

    /// <summary>Always for images whose tag is or would be <c>latest</c>; they may change under the same name.</summary>
    public static string PullPolicy(string? image)
    {
        var name = image ?? "";
        var digest = name.IndexOf('@', StringComparison.Ordinal);
        var tagged = digest < 0 ? name : name[..digest];
        var colon = tagged.IndexOf(':', tagged.LastIndexOf('/') + 1);
        var tag = colon < 0 ? null : tagged[(colon + 1)..];
        var latest = tag is "latest" || (tag is null && digest < 0 && name.Length > 0);
        return latest ? PullPolicies.Always : PullPolicies.IfNotPresent;
    }

    public static ImmutableSortedDictionary<string, Quantity>? RoundUp(ImmutableSortedDictionary<string, Quantity>? amounts) =>
        amounts?.SetItems(amounts.Select(a => KeyValuePair.Create(a.Key, a.Value.RoundedUpToMilli())));

    public static ObjectFieldSelector? Apply(ObjectFieldSelector? field) => field is null ? null : field with { ApiVersion = field.ApiVersion.Or("v1") };

    private static ResourceRequirements Apply(ResourceRequirements resources)
    {
        var limits = RoundUp(resources.Limits);
        var requests = RoundUp(resources.Requests);
        var missing = limits?.Where(limit => requests?.ContainsKey(limit.Key) is not true).ToArray();
        return resources with
        {
            Limits = limits,
            Requests = missing is null or [] ? requests
                : (requests ?? ImmutableSortedDictionary.Create<string, Quantity>(StringComparer.Ordinal)).AddRange(missing),
        };
    }

    private static ContainerPort Apply(ContainerPort port, bool hostNetwork) => port with
    {
        Protocol = port.Protocol.Or(Protocols.Tcp),
        HostPort = hostNetwork && (port.HostPort is null or 0) ? port.Port : port.HostPort,
    };

    private static EnvVar Apply(EnvVar variable) => variable.ValueFrom is { FieldRef: { } field } source
        ? variable with { ValueFrom = source with { FieldRef = Apply(field) } }
        : variable;

    private static Probe? Apply(Probe? probe) => probe is null ? null : probe with
    {
        TimeoutSeconds = probe.TimeoutSeconds.Or(1),
        PeriodSeconds = probe.PeriodSeconds.Or(10),
        SuccessThreshold = probe.SuccessThreshold.Or(1),
        FailureThreshold = probe.FailureThreshold.Or(3),
        HttpGet = Apply(probe.HttpGet),
        Grpc = probe.Grpc is { } grpc ? grpc with { Service = grpc.Service ?? "" } : null,
    };

    private static LifecycleHandler? Apply(LifecycleHandler? handler) => handler is null ? null : handler with { HttpGet = Apply(handler.HttpGet) };

    private static HTTPGetAction? Apply(HTTPGetAction? action) =>
        action is null ? null : action with { Path = action.Path.Or("/"), Scheme = action.Scheme.Or("HTTP") };

    private static int Or(this int? value, int fallback) => value is null or 0 ? fallback : value.Value;
}
