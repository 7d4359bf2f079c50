using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands.Edit;

/// <summary>
/// Shows objects in the editor until what comes back is taken by the server or given up: what the server finds invalid, and what cannot be read,
/// is opened again with the reasons above it.
/// </summary>
/// <param name="invocation">The command.</param>
/// <param name="targets">What is edited, together in one file.</param>
internal sealed class EditSession(Invocation invocation, IReadOnlyList<TargetObject> targets)
{
    private const string Header = """
        # Please edit the object below. Lines beginning with a '#' will be ignored,
        # and an empty file will abort the edit. If an error occurs while saving this file will be
        # reopened with the relevant failures.
        #

        """;

    private readonly ObjectFormat _format = ObjectFormat.Read(invocation.Flags.Text("output")) with { ManagedFields = invocation.Flags.On("show-managed-fields") };
    private readonly Editor _editor = new(invocation.Environment.Variable);
    private readonly List<string> _reasons = [];
    private readonly Dictionary<string, JsonObject> _live = targets.ToDictionary(t => t.Path, t => t.Live);
    private string? _file;

    public int Run()
    {
        var original = _format.Print(JsonElement.Parse(JsonBytes.Of(Document())));
        var shown = original;
        var retries = false;
        while (true)
        {
            var (edited, file) = Edit(WithHeader(shown));
            Drop();
            if (retries && Stripped(edited) == Stripped(shown))
            {
                throw Kept(file, "Edit cancelled, no valid changes were saved.");
            }

            _file = file;
            if (!retries && Stripped(edited) == Stripped(original))
            {
                return Cancelled("Edit cancelled, no changes made.");
            }

            if (edited.Split('\n').All(l => l.Trim() is "" or ['#', ..]))
            {
                return Cancelled("Edit cancelled, saved file was empty.");
            }

            _reasons.Clear();
            if (Parse(edited) is { } items && Send(items, file) is { } code)
            {
                return code;
            }

            (shown, retries) = (WithoutHeader(edited), true);
        }
    }

    private (string Text, string File) Edit(string text)
    {
        invocation.Out.Flush();
        return _editor.Edit(text, _format is ObjectFormat.Json ? ".json" : ".yaml");
    }

    private JsonObject Document() => targets is [var only] ? (JsonObject)only.Live.DeepClone() : new JsonObject
    {
        ["apiVersion"] = "v1",
        ["items"] = new JsonArray([.. targets.Select(t => t.Live.DeepClone())]),
        ["kind"] = "List",
        ["metadata"] = new JsonObject(),
    };

    /// <summary>The objects in the text; null when it cannot be read, which is a reason to edit it again.</summary>
    private List<JsonObject>? Parse(string text)
    {
        try
        {
            var document = YamlText.Read("edited-file", Encoding.UTF8.GetBytes(text), fault => CommandException.Error(fault)) as JsonObject
                ?? throw CommandException.Error("it is no object");
            return document["items"] is JsonArray items ? [.. items.OfType<JsonObject>()] : [document];
        }
        catch (CommandException fault) when (fault.Message.StartsWith(CommandException.ErrorPrefix, StringComparison.Ordinal))
        {
            _reasons.Add($"The edited file had a syntax error: {fault.Message[CommandException.ErrorPrefix.Length..]}");
            return null;
        }
    }

    /// <summary>Sends what changed.</summary>
    /// <returns>The exit code; null when something is to be edited again.</returns>
    private int? Send(List<JsonObject> items, string file)
    {
        var (retryable, gone) = (false, false);
        foreach (var item in items)
        {
            var target = targets.FirstOrDefault(t => Uid(t.Live) == Uid(item)) ?? (targets.Count == 1 ? targets[0] : throw Kept(file, "no original object found for an edited one; its uid was changed"));
            try
            {
                SendOne(target, item, file);
            }
            catch (ApiFailure failure) when (failure.Reason == "Invalid")
            {
                var named = $"{target.Type.PrintedPlural} \"{target.Name}\"";
                var causes = failure.Causes.Select(c => $"# * {OverLines($"{c.Field}: {c.Message}")}\n").ToList();
                _reasons.Add(causes.Count > 0 ? $"{named} was not valid:\n{string.Concat(causes).TrimEnd('\n')}" : $"{named} was not valid");
                Tell($"error: {named} is invalid");
            }
            catch (ApiFailure failure)
            {
                var what = failure.IsNotFound ? "could not be found on the server" : $"could not be patched: {failure.Message}";
                Tell($"error: {target.Type.PrintedPlural} \"{target.Name}\" {what}");
                (retryable, gone) = (retryable || !failure.IsNotFound, gone || failure.IsNotFound);
            }
        }

        if (retryable || gone)
        {
            Tell(retryable ? $"You can run `localpods replace -f {file}` to try this update again." : $"The edits you made on deleted resources have been saved to \"{file}\"");
            return ExitCode.Failure;
        }

        if (_reasons.Count > 0)
        {
            return null;
        }

        Drop();
        return ExitCode.Success;
    }

    private void SendOne(TargetObject target, JsonObject edited, string file)
    {
        var live = (JsonObject)_live[target.Path].DeepClone();
        if (!_format.ManagedFields && live["metadata"] is JsonObject metadata)
        {
            metadata.Remove("managedFields");
        }

        if (JsonNode.DeepEquals(live, edited))
        {
            invocation.Out.Write($"{target.PrintedName} skipped\n");
            return;
        }

        if (((string[])["apiVersion", "kind"]).Any(f => edited[f]?.ToString() != live[f]?.ToString()) || edited["metadata"]?["name"]?.ToString() != target.Name)
        {
            throw Kept(file, "At least one of apiVersion, kind and name was changed");
        }

        var flags = invocation.Flags;
        var known = KnownKinds.Registry.Find(target.Type.ApiVersion, target.Type.Kind);
        var patch = StrategicDiff.Between(live, flags.On("save-config") ? LastApplied.With(edited) : edited, known is null ? null : TypeShape.For(known.Type));
        if (flags.On("output-patch"))
        {
            invocation.Out.Write($"Patch: {JsonPrinter.Compact(JsonElement.Parse(JsonBytes.Of(patch)))}\n");
        }

        var path = flags.Text("subresource") is { Length: > 0 } part ? $"{target.Path}/{part}" : target.Path;
        var query = UrlText.WithQuery(path, ("fieldManager", flags.Text("field-manager")), ("fieldValidation", ValidationFlag.Read(flags).Parameter()));
        var answer = invocation.Api.Send(new ApiRequest("PATCH", query) { Body = JsonBytes.Of(patch), ContentType = known is null ? Patching.Merge : Patching.Strategic });
        _live[target.Path] = (JsonObject)JsonNode.Parse(answer)!;
        invocation.Out.Write($"{target.PrintedName} edited\n");
    }

    private int Cancelled(string message)
    {
        Drop();
        Tell(message);
        return ExitCode.Success;
    }

    private CommandException Kept(string file, string message)
    {
        Tell($"A copy of your changes has been stored to \"{file}\"");
        return CommandException.Error(message);
    }

    private void Tell(string line)
    {
        invocation.Out.Flush();
        invocation.Error.WriteLine(line);
    }

    private void Drop()
    {
        if (_file is not null)
        {
            File.Delete(_file);
        }

        _file = null;
    }

    // JSON has no comments.
    private string WithHeader(string text) => _format is ObjectFormat.Json ? text : Header + string.Concat(_reasons.Select(r => $"# {OverLines(r)}\n#\n")) + text;

    private static string WithoutHeader(string text) => string.Join('\n', text.Split('\n').SkipWhile(l => l.StartsWith('#')));

    private static string Stripped(string text) => string.Join('\n', text.Split('\n').Where(l => !l.TrimStart().StartsWith('#'))).Trim();

    private static string OverLines(string text) => text.Replace("\n", "\n# ", StringComparison.Ordinal).Replace("\n# #", "\n#", StringComparison.Ordinal);

    private static string Uid(JsonObject item) => item["metadata"]?["uid"]?.ToString() ?? "";
}
