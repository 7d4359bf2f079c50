namespace LocalPods.Api.Merging;

/// <summary>How values of a type are taken apart by apply.</summary>
public enum SchemaKind
{
    /// <summary>Not at all: a scalar, or a list or object that has one owner as a whole.</summary>
    Leaf,

    /// <summary>Fields with names of their own.</summary>
    Object,

    /// <summary>Fields whose names are data.</summary>
    Map,

    /// <summary>Items told apart by their values.</summary>
    Set,

    /// <summary>Items told apart by some of their fields.</summary>
    KeyedList,

    /// <summary>As the value at hand looks: objects are maps, all else is a leaf.</summary>
    Untyped,
}
