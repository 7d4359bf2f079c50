using System.Collections;
using System.Reflection;
using System.Text.Json;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Quantities;

namespace LocalPods.TestKit;

/// <summary>Makes objects of the model with every field set, whatever fields there are.</summary>
public static class ModelSample
{
    // One namespace an API group, and what all have in common.
    private static readonly HashSet<string?> s_groups = new(
        new[] { "AdmissionRegistration", "ApiExtensions", "Authentication", "Authorization", "Autoscaling", "Coordination", "Core", "Discovery", "Events", "Meta", "Policy", "Rbac", "Scheduling" }
            .Select(g => "LocalPods.Api." + g));

    private static readonly Type[] s_recursive = [typeof(JSONSchemaProps), typeof(JSONSchemaPropsOrBool)];

    public static object Of(Type type)
    {
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        if (actual == typeof(string)) { return "text"; }
        if (actual == typeof(int)) { return 7; }
        if (actual == typeof(long)) { return 8L; }
        if (actual == typeof(double)) { return 2.5; }
        if (actual == typeof(JSONSchemaPropsOrBool)) { return new JSONSchemaPropsOrBool(true, new() { Type = "string" }); }
        if (actual == typeof(bool)) { return true; }
        if (actual == typeof(DateTimeOffset)) { return new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero); }
        if (actual == typeof(Quantity)) { return Quantity.Parse("1500m"); }
        if (actual == typeof(IntOrString)) { return new IntOrString("http"); }
        if (actual == typeof(byte[])) { return "bytes"u8.ToArray(); }
        if (actual == typeof(JsonElement)) { return JsonDocument.Parse("""{"f:a":{}}""").RootElement; }
        if (actual.IsGenericType && actual.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) { return List(actual.GetGenericArguments()[0]); }
        if (actual.IsGenericType && actual.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>)) { return Map(actual.GetGenericArguments()[1]); }

        var made = Activator.CreateInstance(actual)!;
        foreach (var property in Settable(actual).Where(p => actual != typeof(JSONSchemaProps) || !LeadsBack(p.PropertyType)))
        {
            property.SetValue(made, Of(property.PropertyType));
        }

        return made;
    }

    private static bool LeadsBack(Type type) => s_recursive.Contains(type) || type.GetGenericArguments().Any(LeadsBack);

    public static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite);

    /// <summary>The type and every type of the model its fields lead to.</summary>
    public static IReadOnlySet<Type> Reachable(params Type[] roots)
    {
        var seen = new HashSet<Type>();
        var open = new Stack<Type>(roots);
        while (open.TryPop(out var type))
        {
            var actual = Nullable.GetUnderlyingType(type) ?? type;
            foreach (var argument in actual.GetGenericArguments())
            {
                open.Push(argument);
            }

            if (s_groups.Contains(actual.Namespace) && actual.IsSealed && actual.GetConstructor([]) is not null && seen.Add(actual))
            {
                foreach (var property in actual.GetProperties())
                {
                    open.Push(property.PropertyType);
                }
            }
        }

        return seen;
    }

    private static object List(Type element)
    {
        var items = Array.CreateInstance(element, 1);
        items.SetValue(Of(element), 0);
        return typeof(ImmutableArray).GetMethods()
            .Single(m => m.Name == nameof(ImmutableArray.Create) && m.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [items])!;
    }

    private static object Map(Type value)
    {
        var empty = typeof(ImmutableSortedDictionary<,>).MakeGenericType(typeof(string), value).GetField("Empty")!.GetValue(null)!;
        return ((IDictionary)empty).GetType().GetMethod("Add")!.Invoke(empty, ["key", Of(value)])!;
    }
}
