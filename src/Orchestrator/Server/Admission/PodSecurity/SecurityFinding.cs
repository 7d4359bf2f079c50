namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>A rule that a pod breaks.</summary>
/// <param name="Reason">The rule in a few words: <c>privileged</c>.</param>
/// <param name="Detail">Who breaks it, and how.</param>
internal sealed record SecurityFinding(string Reason, string Detail)
{
    public override string ToString() => $"{Reason} ({Detail})";
}
