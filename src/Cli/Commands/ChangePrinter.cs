using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary>Tells what became of objects: <c>pod/web labeled</c>, or the objects themselves with <c>-o</c>.</summary>
internal sealed class ChangePrinter
{
    private readonly Invocation _invocation;
    private readonly ObjectFormat _format;
    private bool _printed;

    /// <param name="invocation">Has the flag <see cref="Output"/>.</param>
    /// <param name="dryRun">Noted in each line.</param>
    public ChangePrinter(Invocation invocation, DryRun dryRun)
    {
        (_invocation, DryRun) = (invocation, dryRun);
        _format = ObjectFormat.Read(invocation.Flags.Text("output"));
    }

    public static Flag Output { get; } = Flag.Text("output", "Print the objects instead of what became of them: json, yaml, name, jsonpath=...", 'o') with
    {
        Values = ["json", "yaml", "name", "jsonpath="],
    };

    public DryRun DryRun { get; }

    /// <param name="name">As lines name it: <c>pod/web</c>.</param>
    /// <param name="what">What became of it: <c>labeled</c>.</param>
    /// <param name="now">The object as it is then.</param>
    public void Print(string name, string what, JsonObject now)
    {
        switch (_format)
        {
            case ObjectFormat.Table:
                _invocation.Out.Write($"{name} {what}{DryRun.Note()}\n");
                break;
            case ObjectFormat.Name:
                _invocation.Out.Write(name + "\n");
                break;
            default:
                _invocation.Out.Write(_printed && _format is ObjectFormat.Yaml ? "---\n" : "");
                _invocation.Out.Write(_format.Print(JsonElement.Parse(JsonBytes.Of(now))));
                break;
        }

        _printed = true;
        _invocation.Out.Flush();
    }
}
