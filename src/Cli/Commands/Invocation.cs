using LocalPods.Cli.Client;
using LocalPods.Cli.Kubeconfig;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Commands;

/// <summary>One run of a command: its flags and arguments, and the world it runs in.</summary>
internal sealed class Invocation(Command command, CliEnvironment environment, ParsedFlags flags, IReadOnlyList<string> arguments, int dash) : IDisposable
{
    public const string DefaultNamespace = "default";

    private ApiClient? _api;

    public Command Command { get; } = command;

    public CliEnvironment Environment { get; } = environment;

    public ParsedFlags Flags { get; } = flags;

    public IReadOnlyList<string> Arguments { get; } = arguments;

    /// <summary>How many arguments stood before <c>--</c>; negative when there was no <c>--</c>.</summary>
    public int Dash { get; } = dash;

    public TextWriter Out => Environment.Out;

    public TextWriter Error => Environment.Error;

    /// <summary>Colours for what goes to <see cref="Out"/>.</summary>
    public Palette OutColours => field ??= new Palette(Environment.OutputScreen());

    /// <summary>Colours for what goes to <see cref="Error"/>.</summary>
    public Palette ErrorColours => field ??= new Palette(Environment.ErrorScreen());

    public string Namespace => Flags.Text("namespace") is { Length: > 0 } given ? given : IsElsewhere ? Elsewhere.Namespace : DefaultNamespace;

    /// <summary>Whether the command speaks to an API server that flags or $LOCALPODS_CONTEXT name, not to the daemon of an instance.</summary>
    public bool IsElsewhere { get; } = !command.OnThisMachine
        && (GlobalFlags.Redirecting(command, flags) is not null || environment.Variable(ContextReader.Variable) is { Length: > 0 });

    private ApiAccess Elsewhere => field ??= new ContextReader(ConnectionFlag, Environment.Variable).Read();

    public InstancePaths Paths =>
        field ??= InstancePaths.Resolve(Flags.Text("instance"), stateDirectory: null, Environment.Variable, Environment.Privileged);

    /// <summary>The API asked for. The daemon of an instance is started when it does not run, unless <c>--no-start</c> was given.</summary>
    /// <exception cref="CommandException">The daemon does not run and cannot or may not be started; the kubeconfig is wrong.</exception>
    public ApiClient Api => _api ??= IsElsewhere ? ConnectElsewhere() : Connect();

    /// <summary>The API asked for if its daemon runs; null otherwise.</summary>
    public ApiClient? RunningApi => _api ??= IsElsewhere ? ConnectElsewhere() : ApiClient.TryConnect(Paths, Trace, Warn);

    public void Dispose() => _api?.Dispose();

    // Apart from the rest, so that what it takes is loaded only when it is needed.
    private ApiClient ConnectElsewhere() => new(new ServerDialer(Elsewhere), Trace, Warn);

    // A verb may have a flag of its own with that name.
    private string ConnectionFlag(string name) => Command.Has(name) ? "" : Flags.Joined(name);

    private ApiClient Connect() =>
        RunningApi
        ?? (Flags.On("no-start")
            ? throw CommandException.Error(
                $"the daemon of instance \"{Paths.Instance}\" does not run, and --no-start was given; start it with: localpods daemon{Paths.InstanceFlag}")
            : Start());

    private ApiClient Start()
    {
        new DaemonStarter(Paths, Error).Start();
        return ApiClient.TryConnect(Paths, Trace, Warn)
            ?? throw CommandException.Error($"the daemon of instance \"{Paths.Instance}\" was started and is gone again; see {Paths.Log}");
    }

    private void Trace(string line)
    {
        if (Flags.Number("v") >= 6)
        {
            Error.WriteLine(line);
        }
    }

    private void Warn(string warning) => Error.WriteLine("Warning: " + warning);
}
