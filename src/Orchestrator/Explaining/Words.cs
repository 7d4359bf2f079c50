using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.History;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Phrases that explanations share.</summary>
internal static class Words
{
    /// <summary>Most lines of a log in one link.</summary>
    public const int MostLines = 5;

    /// <summary>A pod as commands take it.</summary>
    public static string Argument(Pod pod) => pod.Metadata.Namespace is null or "" or "default" ? pod.Metadata.Name ?? "" : $"{pod.Metadata.Name} -n {pod.Metadata.Namespace}";

    public static string Restarts(ContainerStatus status) => status.RestartCount == 1 ? "restarted once" : $"restarted {status.RestartCount} times";

    public static string Ago(DateTimeOffset? then, DateTimeOffset now) => then is { } time && now - time >= TimeSpan.FromSeconds(1) ? $"{ResourceAge.Format(now - time)} ago" : "just now";

    public static string For(DateTimeOffset? since, DateTimeOffset now) => $"for {(since is { } time && now > time ? ResourceAge.Format(now - time) : "0s")}";

    public static string Seconds(int? seconds, int otherwise) => $"{Math.Max(1, seconds ?? otherwise)} s";

    /// <summary>What becomes of a container that was sent its stop signal, and does not end.</summary>
    public static string Left(HistoryEntry told, DateTimeOffset now) =>
        told.Until > now ? $"what does not end is killed in {ResourceAge.Format(told.Until - now)}" : "what has not ended is being killed";

    /// <summary>What a hook does.</summary>
    public static string? Hook(LifecycleHandler? hook) => hook switch
    {
        { Exec: { } exec } => $"exec [{string.Join(' ', exec.Command)}]",
        { HttpGet: { } get } => $"GET {get.Path} on port {get.Port}",
        { TcpSocket: { } tcp } => $"tcpSocket to port {tcp.Port}",
        { Sleep: { } sleep } => $"sleep {sleep.Seconds} s",
        _ => null,
    };

    public static ImmutableArray<string> Last(ImmutableArray<string> lines) => lines.Length > MostLines ? lines[^MostLines..] : lines;
}
