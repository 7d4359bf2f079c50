namespace LocalPods.Orchestrator.Resources;

/// <summary>Ways to use storage, as tables write them.</summary>
internal static class AccessModes
{
    private static readonly ImmutableArray<(string Mode, string Short)> s_all =
        [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];

    public static string Text(ImmutableArray<string> modes) => string.Join(',', s_all.Where(m => modes.Contains(m.Mode)).Select(m => m.Short));
}
