using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LocalPods.Integration;

/// <summary>What the engine's event stream tells of an instance's containers, as the journal that invariants are read off.</summary>
internal sealed class EngineJournal : IAsyncDisposable
{
    private readonly Process _events;
    private readonly Task _reading;
    private readonly Dictionary<string, RuntimeExec> _execs = [];

    public EngineJournal(string instance)
    {
        // From now on, also what happens before the command is connected.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("docker", ["events", "--since", now, "--format", "{{json .}}", "--filter", "type=container", "--filter", $"label=localpods.io/instance={instance}"])
        {
            RedirectStandardOutput = true,
        };
        _events = Process.Start(start) ?? throw new InvalidOperationException("docker did not start");
        _reading = ReadAsync();
    }

    public RuntimeJournal Journal { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _events.Kill();
        await _reading;
        _events.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _events.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            var told = JsonElement.Parse(line);
            var actor = told.GetProperty("Actor");
            Note(
                told.GetProperty("Action").GetString()!,
                actor.GetProperty("ID").GetString()!,
                actor.GetProperty("Attributes"),
                DateTimeOffset.UnixEpoch.AddTicks(told.GetProperty("timeNano").GetInt64() / TimeSpan.NanosecondsPerTick));
        }
    }

    private void Note(string action, string id, JsonElement attributes, DateTimeOffset at)
    {
        string Of(string name) => attributes.TryGetProperty(name, out var value) ? value.GetString()! : "";
        var isSandbox = Of("io.kubernetes.docker.type") == "podsandbox";
        var (pod, container) = (Of("io.kubernetes.pod.uid"), isSandbox ? "" : Of("io.kubernetes.container.name"));
        var sandbox = isSandbox ? id : Of("io.kubernetes.sandbox.id");
        if (action.StartsWith("exec_start: ", StringComparison.Ordinal))
        {
            var exec = new RuntimeExec(pod, container, id, sandbox, [action[(action.LastIndexOf(' ') + 1)..]], at);
            Journal.Execs.Add(_execs[Of("execID")] = exec);
        }
        else if (action == "exec_die" && _execs.TryGetValue(Of("execID"), out var exec))
        {
            (exec.EndedAt, exec.ExitCode) = (at, int.Parse(Of("exitCode"), CultureInfo.InvariantCulture));
        }
        else if (Deed(action, Of("signal")) is { } deed && pod.Length > 0)
        {
            var attempt = int.Parse(Of("name").Split('_')[5], CultureInfo.InvariantCulture);
            var code = deed == RuntimeDeed.Exited ? int.Parse(Of("exitCode"), CultureInfo.InvariantCulture) : 0;
            Journal.Add(new RuntimeJournalEntry(at, deed, pod, container, attempt, id, code) { Sandbox = sandbox });
        }
    }

    private static RuntimeDeed? Deed(string action, string signal) => (action, signal) switch
    {
        ("create", _) => RuntimeDeed.Created,
        ("start", _) => RuntimeDeed.Started,
        ("die", _) => RuntimeDeed.Exited,
        ("destroy", _) => RuntimeDeed.Removed,
        ("kill", "9") => RuntimeDeed.Killed,
        ("kill", _) => RuntimeDeed.Stopping,
        _ => null,
    };
}
