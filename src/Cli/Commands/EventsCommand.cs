using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods events</c>.</summary>
internal static class EventsCommand
{
    private static readonly string[] KnownTypes = ["Normal", "Warning"];

    private static readonly TableColumn[] Columns = [new("Last Seen", 0), new("Type", 0), new("Reason", 0), new("Object", 0), new("Message", 0)];

    public static Command Definition { get; } = new("events", "List events, the oldest first")
    {
        Usage = "events [--for TYPE/NAME] [--types=Normal,Warning] [-w] [flags]",
        Description = "List what happened, the oldest first. Events are kept for an hour after they were last seen. With --for only\nthose about one object are shown, with --watch also those to come.",
        Examples = """
              # What happened in the namespace
              localpods events

              # What happens to one pod, as it happens
              localpods events --for pod/web -w

              # What went wrong anywhere
              localpods events -A --types=Warning
            """,
        Flags =
        [
            Flag.Switch("all-namespaces", "List the events of all namespaces", 'A'),
            Flag.Text("for", "Only events about this object, such as pod/web"),
            Flag.Switch("no-headers", "Print no heading"),
            Flag.Text("output", "One of: (json, yaml, name, jsonpath=..., jsonpath-as-json=..., jsonpath-file=..., custom-columns=..., custom-columns-file=...)", 'o') with
            {
                Values = ["json", "yaml", "name", "jsonpath=", "jsonpath-as-json=", "jsonpath-file=", "custom-columns=", "custom-columns-file="],
            },
            Flag.Texts("types", "Only events of these types: Normal, Warning") with { Values = KnownTypes },
            Flag.Switch("watch", "After listing the events, watch for more", 'w'),
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        if (invocation.Arguments.Count > 0)
        {
            throw CommandException.Error($"unexpected argument \"{invocation.Arguments[0]}\"; events about one object: localpods events --for TYPE/NAME");
        }

        var format = ObjectFormat.Read(flags.Text("output"));
        var types = Types(flags.Texts("types"));
        var everywhere = flags.On("all-namespaces");
        var target = UrlText.WithQuery(ResourceCatalog.Events.Collection(everywhere ? null : invocation.Namespace), ("fieldSelector", About(invocation)));
        var list = JsonElement.Parse(invocation.Api.Get(target));
        var found = list.Field("items").Items().Where(IsWanted).OrderBy(EventTime.Last).Select(e => GetObjects.WithKind(e, ResourceCatalog.Events)).ToList();
        var printer = new TablePrinter(invocation.Out, new TableOptions { NoHeaders = flags.On("no-headers"), WithNamespace = everywhere });
        Action<IReadOnlyList<JsonElement>> print = format is ObjectFormat.Table
            ? events => printer.Print(new TableAnswer(Columns, [.. events.Select(e => Row(e, invocation.Environment.Clock.GetUtcNow()))], ""))
            : events => invocation.Out.Write(string.Concat(events.Select(format.Print)));
        if (!flags.On("watch"))
        {
            Print(invocation, format, found, print);
            return ExitCode.Success;
        }

        if (found.Count > 0)
        {
            print(found);
            invocation.Out.Flush();
        }

        var separator = target.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        using var stream = invocation.Api.Open(new ApiRequest("GET", $"{target}{separator}watch=true&resourceVersion={UrlText.Escape(list.Field("metadata").Text("resourceVersion"))}"));
        foreach (var change in WatchStream.Read(stream.Body))
        {
            // An event goes when its hour is over: that is no news.
            if (change.Type is "ADDED" or "MODIFIED" && IsWanted(change.Object))
            {
                print([GetObjects.WithKind(change.Object, ResourceCatalog.Events)]);
                invocation.Out.Flush();
            }
        }

        return ExitCode.Success;

        bool IsWanted(JsonElement note) => types.Count == 0 || types.Contains(note.Text("type"));
    }

    private static void Print(Invocation invocation, ObjectFormat format, List<JsonElement> found, Action<IReadOnlyList<JsonElement>> print)
    {
        if (format is not ObjectFormat.Table)
        {
            invocation.Out.Write(format.Print(GetObjects.ListOf(found)));
        }
        else if (found.Count > 0)
        {
            print(found);
        }
        else
        {
            invocation.Error.WriteLine(invocation.Flags.On("all-namespaces") ? "No events found." : $"No events found in {invocation.Namespace} namespace.");
        }
    }

    private static TableRow Row(JsonElement note, DateTimeOffset now)
    {
        var about = note.Field("involvedObject");
        return new TableRow(
            [EventTime.Ago(note, now), note.Text("type"), note.Text("reason"), $"{about.Text("kind")}/{about.Text("name")}", note.Text("message").Trim()], note);
    }

    private static string? About(Invocation invocation)
    {
        if (invocation.Flags.Text("for") is not { Length: > 0 } word)
        {
            return null;
        }

        return word.Split('/') is [{ Length: > 0 } type, { Length: > 0 } name]
            ? $"involvedObject.kind={ResourceCatalog.Named(type, () => invocation.Api).Kind},involvedObject.name={name}"
            : throw CommandException.Error("--for must be in resource/name form");
    }

    private static List<string> Types(IReadOnlyList<string> given)
    {
        var types = new List<string>();
        foreach (var word in given)
        {
            types.Add(Array.Find(KnownTypes, t => t.Equals(word, StringComparison.OrdinalIgnoreCase))
                ?? throw CommandException.Error("valid --types are Normal or Warning"));
        }

        return types;
    }
}
