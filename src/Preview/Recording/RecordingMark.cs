namespace P2IKT.Live.Preview.Recording;

/// <summary>The body of <c>POST /api/recording/mark</c>; may be left out.</summary>
/// <param name="Label">Text of the mark; null: none.</param>
internal sealed record RecordingMark(string? Label);
