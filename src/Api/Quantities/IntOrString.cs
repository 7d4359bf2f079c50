using System.Globalization;
using System.Text.Json.Serialization;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Quantities;

/// <summary>A number or a text, such as a port by number or by name. The default is the number 0.</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString
{
    public IntOrString(int number) => Number = number;

    public IntOrString(string text) => Text = text;

    /// <summary>The number; 0 when this is a text.</summary>
    public int Number { get; }

    /// <summary>The text; null when this is a number.</summary>
    public string? Text { get; }

    /// <summary>Whether this is a text.</summary>
    public bool IsText => Text is not null;

    public static implicit operator IntOrString(int number) => new(number);

    public static implicit operator IntOrString(string text) => new(text);

    public static IntOrString FromInt32(int number) => new(number);

    public static IntOrString FromString(string text) => new(text);

    public override string ToString() => Text ?? Number.ToString(CultureInfo.InvariantCulture);
}
