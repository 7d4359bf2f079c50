using System.Collections.Frozen;
using System.Text;
using System.Xml;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>The doc comments of the object model as plain text, from the documentation file embedded at build.</summary>
internal sealed class DocComments
{
    private readonly FrozenDictionary<string, string> _summaries;

    private DocComments(FrozenDictionary<string, string> summaries) => _summaries = summaries;

    /// <summary>Reads all of them; takes a few milliseconds.</summary>
    public static DocComments Load()
    {
        using var stream = typeof(DocComments).Assembly.GetManifestResourceStream("api-doc-comments.xml")!;
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { IgnoreComments = true });
        var summaries = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadToFollowing("member"))
        {
            // Types and properties of the object model; the rest is code.
            var name = reader.GetAttribute("name") ?? "";
            if (name.Length > 2 && name[0] is 'T' or 'P' && reader.ReadToDescendant("summary"))
            {
                summaries[name] = Text(reader.ReadSubtree());
            }
        }

        return new DocComments(summaries.ToFrozenDictionary(StringComparer.Ordinal));
    }

    public string OfType(Type type) => _summaries.GetValueOrDefault($"T:{type.FullName}", "");

    /// <param name="type">That declares the property.</param>
    /// <param name="property">Its name in C#.</param>
    public string OfProperty(Type type, string property) => _summaries.GetValueOrDefault($"P:{type.FullName}.{property}", "");

    private static string Text(XmlReader summary)
    {
        var text = new StringBuilder();
        while (summary.Read())
        {
            switch (summary.NodeType)
            {
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    text.Append(summary.Value);
                    break;
                case XmlNodeType.Element when summary.Name is "see" or "paramref":
                    var target = summary.GetAttribute("cref") ?? summary.GetAttribute("langword") ?? summary.GetAttribute("name") ?? "";
                    text.Append(target[(target.LastIndexOf('.') + 1)..]);
                    break;
                default: // the other elements only mark up their text
                    break;
            }
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
