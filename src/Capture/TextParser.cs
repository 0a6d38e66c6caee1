using System.Diagnostics.CodeAnalysis;

namespace P2IKT.Live.Capture;

/// <summary>Reads a value from text.</summary>
/// <returns>False when the text is not such a value.</returns>
public delegate bool TextParser<T>(string text, [MaybeNullWhen(false)] out T value);
