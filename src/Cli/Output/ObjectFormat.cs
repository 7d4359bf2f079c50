using System.Diagnostics;
using System.Text.Json;
using LocalPods.Api.JsonPaths;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Output;

/// <summary>The value of <c>-o</c>: how objects are printed.</summary>
internal abstract record ObjectFormat
{
    private const string Allowed = "custom-columns,custom-columns-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,wide,yaml";

    private ObjectFormat()
    {
    }

    /// <summary>Whether JSON and YAML show who set which fields.</summary>
    public bool ManagedFields { get; init; }

    /// <summary>The server's table; with its wide columns, if asked for.</summary>
    internal sealed record Table(bool Wide) : ObjectFormat;

    internal sealed record Json : ObjectFormat;

    internal sealed record Yaml : ObjectFormat;

    /// <summary><c>pod/web</c>, one a line.</summary>
    internal sealed record Name : ObjectFormat;

    internal sealed record JsonPath(string Template) : ObjectFormat;

    /// <summary>What a path finds, as a JSON array.</summary>
    internal sealed record JsonPathAsJson(string Template) : ObjectFormat;

    internal sealed record Custom(CustomColumns Columns) : ObjectFormat;

    /// <exception cref="CommandException">No such format, or its argument is missing or wrong.</exception>
    public static ObjectFormat Read(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (name, argument) = equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
        return (name, argument) switch
        {
            ("", null) => new Table(Wide: false),
            ("wide", null) => new Table(Wide: true),
            ("json", null) => new Json(),
            ("yaml", null) => new Yaml(),
            ("name", null) => new Name(),
            ("jsonpath", { Length: > 0 }) => new JsonPath(argument),
            ("jsonpath-as-json", { Length: > 0 }) => new JsonPathAsJson(argument),
            ("jsonpath-file", { Length: > 0 }) => new JsonPath(File.ReadAllText(argument)),
            ("custom-columns", { Length: > 0 }) => new Custom(CustomColumns.Parse(argument)),
            ("custom-columns-file", { Length: > 0 }) => new Custom(CustomColumns.ParseFile(File.ReadAllText(argument))),
            ("jsonpath" or "jsonpath-as-json" or "jsonpath-file", _) => throw CommandException.Error("template format specified but no template given"),
            ("custom-columns" or "custom-columns-file", _) => throw CommandException.Error("custom-columns format specified but no custom columns given"),
            ("go-template" or "go-template-file" or "template" or "templatefile", _) => throw CommandException.Error(
                $"the output format \"{name}\" needs Go's templates, which localpods does not have; jsonpath and custom-columns print single fields"),
            _ => throw CommandException.Error($"unable to match a printer suitable for the output format \"{text}\", allowed formats are: {Allowed}"),
        };
    }

    /// <summary>Prints one object, or a List of them.</summary>
    public string Print(JsonElement document)
    {
        try
        {
            return this switch
            {
                Json => JsonPrinter.Indented(ManagedFields ? document : Output.ManagedFields.Hide(document)),
                Yaml => YamlPrinter.Print(ManagedFields ? document : Output.ManagedFields.Hide(document)),
                Name => string.Concat(Items(document).Select(i => $"{PrintedName(i)}\n")),
                JsonPath path => JsonPathTemplate.Print(path.Template, document),
                JsonPathAsJson path => JsonPrinter.Indented(JsonElement.Parse($"[{string.Join(',', JsonPathStep.Walk(document, JsonPathParser.Path(path.Template)).Select(JsonPrinter.Compact))}]")),
                Custom custom => custom.Columns.Print([.. Items(document)], withHeading: true),
                _ => throw new UnreachableException(),
            };
        }
        catch (JsonPathException failure)
        {
            throw CommandException.Error($"error executing jsonpath: {failure.Message}");
        }
    }

    /// <summary>The objects of a List, or the object itself.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement document) =>
        document.Text("kind").EndsWith("List", StringComparison.Ordinal) && document.Field("items").ValueKind == JsonValueKind.Array ? document.Field("items").Items() : [document];

    private static string PrintedName(JsonElement item)
    {
        var (apiVersion, kind) = (item.Text("apiVersion"), item.Text("kind").ToLowerInvariant());
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return $"{kind}{(slash < 0 ? "" : "." + apiVersion[..slash])}/{item.Field("metadata").Text("name")}";
    }
}
