using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods check</c>: what would go wrong with a manifest, before anything starts.</summary>
internal static class CheckCommand
{
    private const string ErrorWord = "error";

    public static Command Definition { get; } = new("check", "Find what would keep a manifest from running")
    {
        Usage = "check -f FILENAME [-o json|yaml] [flags]",
        Description = """
            Find what would keep the pods of a manifest from running, or from doing what they look like, before anything starts. One line for each finding:
            where it is, how bad it is, what is wrong, and what to do.

             An error would be refused or would not run: a fault of the API's rules, an image that is neither here nor in its registry or is for another
            processor, a program that is not in the image (of the container, a probe or a hook), a port name that is none, a host port that
            somebody has, a config map, secret, key or claim that is neither stored nor in the manifest, a claim of a storage class that there is
            not, requests that do not fit the node, what the node refuses, a file of the machine that is not there.
            A warning runs, and probably not as meant: a program that does not end at SIGTERM, a preStop hook longer than the grace
            period, a field without effect, what the API takes with a warning.

             Objects are tried in the order written, each as if it were new. Nothing is stored, pulled or started; what could not be found
            out is said. The exit code is 1 when there is an error.
            """,
        Examples = """
              # What is wrong with it?
              localpods check -f web.yml

              # In a pipeline: apply what has no errors
              localpods check -f web.yml && localpods apply -f web.yml --wait
            """,
        Flags = [.. FileFlags.All, Flag.Text("output", "Output format: json or yaml", 'o') with { Values = ["json", "yaml"] }],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        FileFlags.RequireOnly(invocation);
        var format = ObjectFormat.Read(invocation.Flags.Text("output"));
        var objects = ManifestObjects.ForSending(invocation, FieldValidation.Strict);
        if (objects.Count == 0)
        {
            throw CommandException.Error("no objects passed to check");
        }

        var list = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. objects.Select(o => (JsonNode)o.ToJson())]) };
        var report = JsonElement.Parse(invocation.Api.Send(new ApiRequest("POST", "/localpods/check") { Body = JsonBytes.Of(list) }));
        Finding[] findings = [.. report.Field("findings").Items().Select(f => Read(f, objects)).OrderBy(f => f.Object).ThenBy(f => f.Position.Offset)];
        if (format is ObjectFormat.Table)
        {
            WriteLines(invocation, findings, report.Field("notKnown"), objects.Count);
        }
        else
        {
            invocation.Out.Write(format.Print(JsonElement.Parse(JsonBytes.Of(Document(findings, objects, report.Field("notKnown"))))));
        }

        return findings.Any(f => f.IsError) ? ExitCode.Failure : ExitCode.Success;
    }

    private static Finding Read(JsonElement finding, List<AppliedObject> objects)
    {
        var index = (int)(finding.Field("object").Number() ?? 0);
        return new Finding(
            index,
            objects[index].Manifest.Locate(finding.Text("field")),
            finding.Text("field"),
            finding.Text("severity").Equals(ErrorWord, StringComparison.OrdinalIgnoreCase),
            finding.Text("code"),
            finding.Text("says"),
            finding.Text("fix"));
    }

    private static void WriteLines(Invocation invocation, Finding[] findings, JsonElement notKnown, int objects)
    {
        foreach (var finding in findings)
        {
            var severity = invocation.OutColours.Paint(finding.IsError ? Tone.Bad : Tone.Caution, finding.Severity + ":");
            invocation.Out.Write($"{SafeText.Escape(finding.Position.ToString())}: {severity} {SafeText.Escape(finding.Says + (finding.Fix.Length > 0 ? $"; {finding.Fix}" : ""))}\n");
        }

        foreach (var missing in notKnown.Items())
        {
            invocation.Out.Write($"not known: {SafeText.Escape(missing.Text())}\n");
        }

        var (errors, warnings) = (findings.Count(f => f.IsError), findings.Count(f => !f.IsError));
        invocation.Out.Write(findings.Length == 0
            ? $"nothing found in {Counted(objects, "object")}\n"
            : $"{Counted(errors, "error")}, {Counted(warnings, "warning")} in {Counted(objects, "object")}\n");
    }

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static JsonObject Document(Finding[] findings, List<AppliedObject> objects, JsonElement notKnown) => new()
    {
        ["findings"] = new JsonArray([.. findings.Select(f => (JsonNode)new JsonObject
        {
            ["file"] = f.Position.Source.Name,
            ["line"] = f.Position.Line,
            ["column"] = f.Position.Column,
            ["object"] = objects[f.Object].PrintedName,
            ["field"] = f.Field,
            ["severity"] = f.Severity,
            ["code"] = f.Code,
            ["message"] = f.Says,
            ["fix"] = f.Fix,
        })]),
        ["notKnown"] = new JsonArray([.. notKnown.Items().Select(n => (JsonNode)n.Text())]),
        ["errors"] = findings.Count(f => f.IsError),
        ["warnings"] = findings.Count(f => !f.IsError),
    };

    /// <summary>One line.</summary>
    private sealed record Finding(int Object, SourcePosition Position, string Field, bool IsError, string Code, string Says, string Fix)
    {
        public string Severity => IsError ? ErrorWord : "warning";
    }
}
