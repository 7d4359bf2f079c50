using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Makes the columns of <c>kubectl get</c>.</summary>
internal static class Column
{
    /// <summary>The first column of nearly every kind.</summary>
    public static TableColumnDefinition Name { get; } = Of("Name", "string", "Name of the object, unique for its kind and namespace.") with { Format = "name" };

    /// <summary>The last column of nearly every kind that is always shown.</summary>
    public static TableColumnDefinition Age { get; } = Of("Age", "string", "Time since the object was created.");

    /// <summary>Instead of <see cref="Age"/> for kinds that have no columns of their own; the client shows it as it likes.</summary>
    public static TableColumnDefinition CreatedAt { get; } = Of("Created At", "date", "When the object was created.");

    /// <summary>A cell of a column of dates.</summary>
    public static string Moment(DateTimeOffset? at) => at is { } time ? Server.Registry.ObjectMetadata.Time(time) : "<unknown>";

    /// <summary>A column that is always shown.</summary>
    public static TableColumnDefinition Of(string name, string type, string description) => new() { Name = name, Type = type, Description = description };

    /// <summary>A column of <c>-o wide</c>.</summary>
    public static TableColumnDefinition Wide(string name, string type, string description) => Of(name, type, description) with { Priority = 1 };
}
