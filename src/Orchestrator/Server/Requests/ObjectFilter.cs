using LocalPods.Api.Selectors;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>The label and field selectors of a list, watch or deletecollection.</summary>
internal sealed class ObjectFilter
{
    private const string NameField = "metadata.name";
    private const string NamespaceField = "metadata.namespace";

    private readonly ResourceDefinition _definition;
    private readonly LabelMatcher _labels;
    private readonly FieldMatcher _fields;

    private ObjectFilter(ResourceDefinition definition, LabelMatcher labels, FieldMatcher fields) =>
        (_definition, _labels, _fields) = (definition, labels, fields);

    public bool IsEverything => _labels.IsEverything && _fields.IsEverything;

    /// <summary>The one name that can match; null when the selectors say nothing about it.</summary>
    public string? OnlyName => _fields.Requirements.FirstOrDefault(r => r is { Field: NameField, Negated: false })?.Value;

    /// <summary>Reads both selectors.</summary>
    /// <exception cref="ApiException">400: a selector that cannot be read, or a field the kind does not offer.</exception>
    public static ObjectFilter Parse(ResourceDefinition definition, string? labelSelector, string? fieldSelector)
    {
        try
        {
            var filter = new ObjectFilter(definition, LabelMatcher.Parse(labelSelector), FieldMatcher.Parse(fieldSelector));
            filter.CheckFields();
            return filter;
        }
        catch (SelectorException e)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
    }

    public bool Matches(StoredObject stored) =>
        IsEverything || (_fields.Matches(field => Read(stored, field)) && (_labels.IsEverything || _labels.Matches(JsonFields.Labels(stored.Document))));

    private string Read(StoredObject stored, string field) => field switch
    {
        NameField => stored.Key.Name,
        NamespaceField => stored.Key.Namespace,
        _ => _definition.ReadField(stored.Document, field),
    };

    private void CheckFields()
    {
        var own = _definition.SelectableFields;
        foreach (var field in _fields.Requirements.Select(r => r.Field))
        {
            if (field != NameField && !(field == NamespaceField && _definition.Names.Namespaced) && !own.Contains(field))
            {
                throw ApiErrors.BadRequest(own.IsEmpty
                    ? $"\"{field}\" is not a known field selector: only \"{NameField}\", \"{NamespaceField}\""
                    : $"field label not supported: {field}");
            }
        }
    }
}
