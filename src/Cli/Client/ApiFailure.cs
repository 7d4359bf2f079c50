using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalPods.Cli.Client;

/// <summary>What the server answered instead of doing what it was asked: a Kubernetes Status.</summary>
internal sealed class ApiFailure(int code, string reason, string message) : Exception(message)
{
    public int Code { get; } = code;

    /// <summary>Kubernetes' word for it (<c>NotFound</c>); empty when the answer was no Status.</summary>
    public string Reason { get; } = reason;

    /// <summary>The kind or resource the failure is about; empty when the server did not say.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The object's name; empty when the server did not say.</summary>
    public string Name { get; init; } = "";

    public IReadOnlyList<(string Field, string Message)> Causes { get; init; } = [];

    /// <summary>The line to print instead of kubectl's; null for that one.</summary>
    public string? Plain { get; init; }

    public bool IsNotFound => Code == 404;

    public bool IsConflict => Code == 409 && Reason == "Conflict";

    /// <summary>What kubectl prints for it, line end included.</summary>
    public string Explanation
    {
        get
        {
            if (Plain is not null)
            {
                return Plain + "\n";
            }

            if (Reason == "Unauthorized")
            {
                return $"error: You must be logged in to the server ({Message})\n";
            }

            if (Reason != "Invalid")
            {
                return Reason.Length > 0 ? $"Error from server ({Reason}): {Message}\n" : $"Error from server: {Message}\n";
            }

            var title = Kind.Length > 0 || Name.Length > 0 ? $"The {Kind} \"{Name}\" is invalid" : "The request is invalid";
            return Causes.Count switch
            {
                0 => $"{title}: {Message}\n",
                1 => $"{title}: {CauseText(Causes[0])}\n",
                _ => Causes.Aggregate(new StringBuilder(title + ": \n"), (all, cause) => all.Append("* ").Append(CauseText(cause)).Append('\n')).ToString(),
            };
        }
    }

    /// <summary>The same failure, saying what was being done.</summary>
    public ApiFailure While(string doing, string source) =>
        new(Code, Reason, $"error when {doing} \"{source}\": {Message}") { Kind = Kind, Name = Name, Causes = Causes, Plain = Plain };

    /// <summary>
    /// The same failure after what was being done, as kubectl puts it when no file is involved; told in one line, however many causes it has. What was
    /// being done brings its colon, where it has one.
    /// </summary>
    public ApiFailure Doing(string what) => new(Code, Reason, Message) { Kind = Kind, Name = Name, Causes = Causes, Plain = Plain ?? (Reason == "Unauthorized" ? null : $"error: {what} {Message}") };

    /// <summary>Reads a failing answer's body, whatever it holds.</summary>
    public static ApiFailure Read(int code, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return Read(code, document.RootElement);
            }
        }
        catch (JsonException)
        {
            // Not a Status: the text itself is all there is to tell.
        }

        var text = Encoding.UTF8.GetString(body).Trim();
        return new ApiFailure(code, "", text.Length > 0 ? text : string.Create(CultureInfo.InvariantCulture, $"HTTP status {code}"));
    }

    /// <summary>Reads a Status object, as answers and watch errors carry it.</summary>
    public static ApiFailure Read(int code, JsonElement status)
    {
        var details = status.Field("details");
        var causes = new List<(string, string)>();
        foreach (var cause in details.Field("causes").Items())
        {
            causes.Add((cause.Text("field"), cause.Text("message")));
        }

        return new ApiFailure(status.Field("code").Number() is > 0 and var told ? (int)told : code, status.Text("reason"), status.Text("message"))
        {
            Kind = details.Text("kind"),
            Name = details.Text("name"),
            Causes = causes,
        };
    }

    private static string CauseText((string Field, string Message) cause) =>
        cause.Field.Length > 0 ? $"{cause.Field}: {cause.Message}" : cause.Message;
}
