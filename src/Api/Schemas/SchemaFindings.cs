using LocalPods.Api.Validation;

namespace LocalPods.Api.Schemas;

/// <summary>What a schema says about one value.</summary>
internal sealed class SchemaFindings
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> Errors => _errors;

    public bool IsValid => _errors.Count == 0;

    /// <summary>How many checks passed: of several schemas that fail, the one with most is most likely meant.</summary>
    public int Passed { get; private set; }

    public void Add(FieldError error) => _errors.Add(error);

    /// <summary>Notes one check.</summary>
    /// <param name="holds">Whether it passed.</param>
    /// <param name="error">Made only when it did not.</param>
    public void Expect(bool holds, Func<FieldError> error)
    {
        if (holds)
        {
            Passed++;
        }
        else
        {
            _errors.Add(error());
        }
    }

    public void Merge(SchemaFindings other)
    {
        _errors.AddRange(other._errors);
        Passed += other.Passed;
    }
}
