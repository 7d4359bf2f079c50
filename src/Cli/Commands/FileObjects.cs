using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>The objects of <c>-f</c> on their way to the server, one after another.</summary>
internal sealed class FileObjects(Invocation invocation, FieldValidation validation, DryRun dryRun, string manager)
{
    /// <summary>Gives each its turn; a refusal of the server is told with the places in the file, and does not keep the others from theirs.</summary>
    /// <param name="verb">In messages: <c>creating</c>.</param>
    /// <param name="turn">What to do with one.</param>
    public int Run(string verb, Action<AppliedObject> turn)
    {
        if (invocation.Arguments.Count > 0)
        {
            throw new UsageException($"Unexpected args: [{string.Join(' ', invocation.Arguments)}]") { Understood = true };
        }

        var objects = ManifestObjects.ForSending(invocation, validation);
        if (objects.Count == 0)
        {
            throw CommandException.Error($"no objects passed to {invocation.Command.Name}");
        }

        var failed = false;
        foreach (var item in objects)
        {
            try
            {
                turn(item);
            }
            catch (ApiFailure failure)
            {
                failed = true;
                invocation.Out.Flush();
                invocation.Error.Write(failure.While(verb, item.Source).Explanation);
                foreach (var field in failure.Causes.Select(c => c.Field).Where(f => f.Length > 0).Distinct())
                {
                    invocation.Error.Write($"  {item.Manifest.Locate(field)}: {field}\n");
                }
            }
        }

        return failed ? ExitCode.Failure : ExitCode.Success;
    }

    /// <summary>Creates the object; without the server's help it is what was written.</summary>
    public JsonObject Create(AppliedObject item, JsonObject json) =>
        dryRun == DryRun.Client ? json : invocation.Api.SendObject("POST", Target(item.Type.Collection(item.Namespace)), json);

    /// <summary>The path with what every write says.</summary>
    public string Target(string path) => UrlText.WithQuery(path, ("dryRun", dryRun.Parameter()), ("fieldManager", manager), ("fieldValidation", validation.Parameter()));
}
