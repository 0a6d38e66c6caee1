using System.Globalization;

namespace P2IKT.Live.Preview.Remote;

/// <summary>An argument of an OSC message.</summary>
/// <param name="Type">Its type tag: <c>i f s b T F N d h</c>.</param>
/// <param name="Number">The value of <c>i f d h</c>; beyond 2^53 rounded. 1 for <c>T</c>, else 0.</param>
/// <param name="Text">The value of <c>s</c>; null for all others. The content of a blob is left out.</param>
internal readonly record struct OscArgument(char Type, double Number, string? Text)
{
    /// <summary>Whether it is a number, or true or false: what a button sends.</summary>
    public bool IsNumber => Type is 'i' or 'f' or 'd' or 'h' or 'T' or 'F';

    /// <summary>A string.</summary>
    public static OscArgument Of(string text) => new('s', 0, text);

    /// <summary>A float of 32 bits.</summary>
    public static OscArgument Of(float number) => new('f', number, null);

    /// <summary>True or false.</summary>
    public static OscArgument Of(bool isTrue) => new(isTrue ? 'T' : 'F', isTrue ? 1 : 0, null);

    /// <summary>As a person would write it; empty for a blob and for nil.</summary>
    public override string ToString() => Type switch
    {
        's' => Text ?? "",
        'f' => ((float)Number).ToString(CultureInfo.InvariantCulture), // 2.8, not 2.799999952316284
        'b' or 'N' => "",
        'T' => "true",
        'F' => "false",
        _ => Number.ToString(CultureInfo.InvariantCulture),
    };
}
