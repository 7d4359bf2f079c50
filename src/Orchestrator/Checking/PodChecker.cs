using LocalPods.Api.Coverage;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Checking;

/// <summary>
/// Finds what would keep the pods of a manifest from running, or from doing what they look like. Pure: it reads the evidence and nothing
/// else, and says nothing that no fact shows.
/// </summary>
internal static class PodChecker
{
    /// <summary>All that is wrong, object by object, errors first.</summary>
    public static CheckReport Check(CheckEvidence evidence)
    {
        var findings = evidence.Objects.SelectMany(o => o.Refusals)
            .Concat(evidence.Pods.SelectMany(p => OfPod(evidence, p.Object)))
            .Concat(PortChecks.OfServices(evidence))
            .OrderBy(f => f.Object)
            .ThenBy(f => f.Severity);
        return new CheckReport([.. findings], evidence.NotKnown);
    }

    private static IEnumerable<CheckFinding> OfPod(CheckEvidence evidence, CheckedObject at) =>
        FieldChecks(at)
            .Concat(Warnings(at))
            .Concat(ImageChecks.Of(evidence, at))
            .Concat(ProgramChecks.Of(evidence, at))
            .Concat(ReferenceChecks.Of(evidence, at))
            .Concat(ClaimChecks.Of(evidence, at))
            .Concat(PortChecks.Of(evidence, at))
            .Concat(StopChecks.Of(evidence, at))
            .Concat(RoomChecks.Of(evidence, at))
            .Concat(NodeChecks.Of(evidence, at));

    private static IEnumerable<CheckFinding> Warnings(CheckedObject at) =>
        PodWarnings.Of(at.Pod!.Spec).Select(w => new CheckFinding(at.Index, w.Field, CheckSeverity.Warning, CheckCode.Warned, w.Text, "write it as it is meant"));

    // What is refused as a whole was told by whoever refuses it.
    private static IEnumerable<CheckFinding> FieldChecks(CheckedObject at) =>
        from field in PodFields.SetBy(at.Written)
        where field.Coverage.Kind == CoverageKind.Refused || field.Coverage.Warns
        let refused = field.Coverage.Kind == CoverageKind.Refused
        select new CheckFinding(
            at.Index,
            field.Path,
            refused ? CheckSeverity.Error : CheckSeverity.Warning,
            refused ? CheckCode.FieldRefused : CheckCode.FieldWithoutEffect,
            $"{field.Path} {(refused ? "is refused" : "has no effect")}: {field.Coverage.Note}",
            "leave it out");
}
