namespace LocalPods.Cli.Commands;

/// <summary>All verbs. A verb is built only when it is asked for, so that starting costs nothing for the others.</summary>
internal static class CommandTree
{
    /// <summary>The verbs in the order help lists them, by section.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<string> Verbs)> Sections { get; } =
    [
        ("Pods and other objects:", ["apply", "get", "describe", "delete", "create", "replace", "edit", "patch", "label", "annotate", "scale", "expose", "diff", "wait", "run"]),
        ("Before they run:", ["check", "coverage"]),
        ("Looking into pods:", ["why", "logs", "exec", "attach", "port-forward", "cp", "debug", "top", "events", "timeline", "retry"]),
        ("The daemon:", ["status", "kubeconfig", "down", "daemon"]),
        ("Other Commands:", ["explain", "auth", "config", "cluster-info", "api-resources", "api-versions", "completion", "options", "version"]),
    ];

    public static Command? Find(string verb) => verb switch
    {
        "apply" => ApplyCommand.Definition,
        "get" => GetCommand.Definition,
        "describe" => DescribeCommand.Definition,
        "delete" => DeleteCommand.Definition,
        "create" => Create.CreateCommand.Definition,
        "replace" => ReplaceCommand.Definition,
        "edit" => Edit.EditCommand.Definition,
        "expose" => ExposeCommand.Definition,
        "diff" => DiffCommand.Definition,
        "explain" => ExplainCommand.Definition,
        "auth" => Auth.AuthCommand.Definition,
        "config" => Config.ConfigCommand.Definition,
        "cluster-info" => ClusterInfoCommand.Definition,
        "patch" => PatchCommand.Definition,
        "label" => LabelCommand.Definition,
        "annotate" => AnnotateCommand.Definition,
        "scale" => ScaleCommand.Definition,
        "wait" => WaitCommand.Definition,
        "run" => Streams.RunCommand.Definition,
        "cp" => Streams.CpCommand.Definition,
        "attach" => Streams.AttachCommand.Definition,
        "port-forward" => Streams.PortForwardCommand.Definition,
        "api-resources" => ApiResourcesCommand.Definition,
        "api-versions" => ApiVersionsCommand.Definition,
        "check" => CheckCommand.Definition,
        "coverage" => CoverageCommand.Definition,
        "why" => WhyCommand.Definition,
        "logs" => LogsCommand.Definition,
        "exec" => ExecCommand.Definition,
        "debug" => DebugCommand.Definition,
        "top" => Top.TopCommand.Definition,
        "events" => EventsCommand.Definition,
        "timeline" => TimelineCommand.Definition,
        "retry" => RetryCommand.Definition,
        "status" => StatusCommand.Definition,
        "kubeconfig" => KubeconfigCommand.Definition,
        "down" => DownCommand.Definition,
        "daemon" => DaemonCommand.Definition,
        "completion" => CompletionCommand.Definition,
        "options" => OptionsCommand.Definition,
        "version" => VersionCommand.Definition,
        CompleteCommand.Verb => CompleteCommand.Definition,
        _ => null,
    };

    public static IEnumerable<string> Verbs => Sections.SelectMany(s => s.Verbs);
}
