using System.Globalization;
using System.Text;

namespace LocalPods.Cli.Commands;

/// <summary>The flags of <c>delete</c>, checked against each other as kubectl does.</summary>
internal sealed record DeleteOptions
{
    /// <summary>The wait when no timeout is given: a week.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(168);

    /// <summary>Seconds to send; null leaves it to the object.</summary>
    public required int? GracePeriod { get; init; }

    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>.</summary>
    public required string Propagation { get; init; }

    public required DryRun DryRun { get; init; }

    public bool Wait { get; init; }

    public TimeSpan Timeout { get; init; }

    public bool IgnoreNotFound { get; init; }

    public bool NamesOnly { get; init; }

    public bool AllNamespaces { get; init; }

    public string Selector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>Whether objects are chosen by selector or all are.</summary>
    public bool Selects { get; init; }

    /// <summary>Whether objects vanish at once while what runs may still run.</summary>
    public bool ForceZero { get; init; }

    /// <exception cref="CommandException">Flags that exclude each other, or have no such value.</exception>
    public static DeleteOptions Read(ParsedFlags flags)
    {
        var (grace, force, now) = (flags.Number("grace-period"), flags.On("force"), flags.On("now"));
        var (selector, fields, all) = (flags.Text("selector"), flags.Text("field-selector"), flags.On("all"));
        Refuse(now && grace >= 0, "--now and --grace-period cannot be specified together");
        Refuse(force && grace > 0, "--force and --grace-period greater than 0 cannot be specified together");
        Refuse(all && selector.Length > 0, "setting 'all' parameter but found a non empty selector. ");
        Refuse(all && fields.Length > 0, "cannot set --all and --field-selector at the same time");
        Refuse(flags.Text("output") is not ("" or "name"), $"unexpected -o output mode: {flags.Text("output")}. We only support '-o name'");

        grace = now ? 1 : force && grace < 0 ? 0 : grace == 0 && !force ? 1 : grace;
        var selects = all || selector.Length > 0 || fields.Length > 0;
        var timeout = flags.Duration("timeout");
        return new DeleteOptions
        {
            GracePeriod = grace < 0 ? null : grace,
            Propagation = Cascade(flags.Text("cascade")),
            DryRun = DryRuns.Read(flags),
            Wait = flags.On("wait"),
            Timeout = timeout > TimeSpan.Zero ? timeout : LongestWait,
            IgnoreNotFound = flags.Given("ignore-not-found") ? flags.On("ignore-not-found") : selects,
            NamesOnly = flags.Text("output") == "name",
            AllNamespaces = flags.On("all-namespaces"),
            Selector = selector,
            FieldSelector = fields,
            Selects = selects,
            ForceZero = force && grace == 0,
        };
    }

    /// <summary>The body of the request.</summary>
    public byte[] ToBody()
    {
        var body = new StringBuilder("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\"");
        if (GracePeriod is { } seconds)
        {
            body.Append(CultureInfo.InvariantCulture, $",\"gracePeriodSeconds\":{seconds}");
        }

        body.Append(CultureInfo.InvariantCulture, $",\"propagationPolicy\":\"{Propagation}\"");
        return Encoding.ASCII.GetBytes(body.Append(DryRun == DryRun.Server ? ",\"dryRun\":[\"All\"]}" : "}").ToString());
    }

    private static string Cascade(string value) => value switch
    {
        "background" or "true" => "Background",
        "orphan" or "false" => "Orphan",
        "foreground" => "Foreground",
        _ => throw CommandException.Error($"invalid cascade value ({value}). Must be \"background\", \"foreground\", or \"orphan\""),
    };

    private static void Refuse(bool when, string message)
    {
        if (when)
        {
            throw CommandException.Error(message);
        }
    }
}
