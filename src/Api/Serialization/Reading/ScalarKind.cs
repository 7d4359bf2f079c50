namespace LocalPods.Api.Serialization;

/// <summary>What a scalar is once YAML's or JSON's rules have been applied.</summary>
public enum ScalarKind
{
    Null,
    Boolean,
    Number,
    String,
}
