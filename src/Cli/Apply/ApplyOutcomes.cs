namespace LocalPods.Cli.Apply;

/// <summary>Outcomes in kubectl's words.</summary>
internal static class ApplyOutcomes
{
    public static string Word(this ApplyOutcome outcome) => outcome switch
    {
        ApplyOutcome.Created => "created",
        ApplyOutcome.Configured => "configured",
        ApplyOutcome.Unchanged => "unchanged",
        ApplyOutcome.AppliedByServer => "serverside-applied",
    };
}
