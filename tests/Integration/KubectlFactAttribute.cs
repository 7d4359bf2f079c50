namespace LocalPods.Integration;

/// <summary>A test that needs kubectl on this machine; told as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Skip = folders.Any(f => File.Exists(Path.Combine(f, "kubectl"))) ? null! : "there is no kubectl on this machine";
    }
}
