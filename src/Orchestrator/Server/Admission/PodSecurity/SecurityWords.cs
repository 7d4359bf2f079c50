namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>Puts findings into the words of Kubernetes.</summary>
internal static class SecurityWords
{
    /// <summary>One or many.</summary>
    public static string Plural(string one, string many, int count) => count == 1 ? one : many;

    /// <summary>Each in quotes.</summary>
    public static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"\"{n}\""));

    /// <summary><c>container "a"</c> or <c>containers "a", "b"</c>.</summary>
    public static string Containers(IReadOnlyCollection<string> names) => $"{Plural("container", "containers", names.Count)} {Quoted(names)}";

    /// <summary><c>pod and container "a"</c>: who sets something, pod or containers or both.</summary>
    public static string Setters(bool pod, IReadOnlyCollection<string> containers) => (pod, containers.Count) switch
    {
        (true, 0) => "pod",
        (true, _) => $"pod and {Containers(containers)}",
        (false, _) => Containers(containers),
    };
}
