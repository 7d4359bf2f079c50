using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>
/// Pod Security Admission: refuses pods that do not keep to the standard their namespace enforces, and warns of those that do not keep to the
/// one it warns of. Changes that make a pod no less secure pass.
/// </summary>
/// <param name="store">Where namespaces and pods are.</param>
/// <param name="otherwise">What is enforced in namespaces that do not say.</param>
internal sealed class PodSecurityAdmission(IObjectStore store, PodSecurityLevel otherwise) : IAdmission
{
    /// <summary>Pods of a namespace that are looked at when it becomes stricter.</summary>
    private const int MostPods = 3000;

    /// <summary>Warnings about such pods.</summary>
    private const int MostWarnings = 10;

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        switch (request.Definition.Names.Qualified)
        {
            case PodObject.Resource:
                CheckPod(request);
                break;
            case "namespaces":
                CheckLabels(request);
                WarnOfPods(request);
                break;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidatePartAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValidateAsync(request, cancellationToken);

    private void CheckPod(AdmissionRequest request)
    {
        var pod = request.Read<Pod>();
        if (request.Existing is { } existing && !IsSignificant(pod, ApiJson.FromJson<Pod>(existing)))
        {
            return;
        }

        var labels = store.Find<Namespace>(new ObjectKey("namespaces", "", request.Namespace))?.Metadata.Labels;
        var policy = PodSecurityPolicy.Of(labels, otherwise);
        if (PodSecurityChecks.Find(pod.Metadata, pod.Spec, policy.Enforce) is { IsEmpty: false } forbidden)
        {
            throw request.Forbidden($"violates PodSecurity \"{policy.Enforce}\": {string.Join(", ", forbidden)}");
        }

        if (PodSecurityChecks.Find(pod.Metadata, pod.Spec, policy.Warn) is { IsEmpty: false } doubtful)
        {
            Warn($"would violate PodSecurity \"{policy.Warn}\": {string.Join(", ", doubtful)}");
        }
    }

    // Faults that were there before do not keep others from changing the namespace.
    private static void CheckLabels(AdmissionRequest request)
    {
        var faults = PodSecurityPolicy.Faults(request.Read<Namespace>().Metadata.Labels);
        ImmutableArray<FieldError> before = request.Existing is { } existing ? PodSecurityPolicy.Faults(ApiJson.FromJson<Namespace>(existing).Metadata.Labels) : [];
        if (!faults.IsEmpty && !faults.SequenceEqual(before))
        {
            throw new ApiException(InvalidStatus.Of(request.Definition.Names.Kind, "", request.Name, faults));
        }
    }

    // Whoever makes a namespace stricter hears which of its pods would be refused now.
    private void WarnOfPods(AdmissionRequest request)
    {
        if (request.Existing is not { } existing)
        {
            return;
        }

        var before = PodSecurityPolicy.Of(ApiJson.FromJson<Namespace>(existing).Metadata.Labels, otherwise).Enforce;
        var after = PodSecurityPolicy.Of(request.Read<Namespace>().Metadata.Labels, otherwise).Enforce;
        if (after == before || after.Level == PodSecurityLevel.Privileged || (after.Minor == before.Minor && after.Level < before.Level))
        {
            return;
        }

        var failing = store.All<Pod>(PodObject.Resource, request.Name)
            .Take(MostPods)
            .Select(pod => (pod.Metadata.Name, Findings: string.Join(", ", PodSecurityChecks.Find(pod.Metadata, pod.Spec, after).Select(f => f.Reason))))
            .Where(pod => pod.Findings.Length > 0)
            .GroupBy(pod => pod.Findings, pod => pod.Name ?? "", StringComparer.Ordinal)
            .Select(group => (Findings: group.Key, Names: group.Order(StringComparer.Ordinal).ToList()))
            .OrderBy(group => group.Names[0], StringComparer.Ordinal)
            .ToList();
        if (failing.Count == 0)
        {
            return;
        }

        Warn($"existing pods in namespace \"{request.Name}\" violate the new PodSecurity enforce level \"{after}\"");
        foreach (var (findings, names) in failing.Take(MostWarnings))
        {
            var others = names.Count switch
            {
                1 => "",
                2 => " (and 1 other pod)",
                var count => $" (and {count - 1} other pods)",
            };
            Warn($"{names[0]}{others}: {findings}");
        }
    }

    private static void Warn(string text) => RequestOrigin.Current?.Warn(text);

    // Of what may change in a pod, images and ephemeral containers can make it less secure.
    private static bool IsSignificant(Pod pod, Pod existing) =>
        pod.Spec.EphemeralContainers.Length != existing.Spec.EphemeralContainers.Length
        || !pod.Spec.AllContainers().Select(c => c.Image).SequenceEqual(existing.Spec.AllContainers().Select(c => c.Image));
}
