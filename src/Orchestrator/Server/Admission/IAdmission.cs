namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>
/// Has a say about writes beyond the rules of one kind: by other objects, or by what the instance was told. Refusals are
/// <see cref="ApiException"/>. May be asked for several writes at once.
/// </summary>
internal interface IAdmission
{
    /// <summary>Changes the object. Its defaults are filled in before, and again afterwards; its rules are checked after that.</summary>
    ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Lets an object go or refuses to.</summary>
    ValueTask DeleteAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Lets the object pass or refuses it. It keeps the rules of its kind, and nobody changes it any more.</summary>
    ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Lets a change of one part of an object (ephemeral containers, resources) pass or refuses it; like <see cref="ValidateAsync"/>.</summary>
    ValueTask ValidatePartAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
