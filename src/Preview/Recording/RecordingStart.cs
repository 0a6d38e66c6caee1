namespace P2IKT.Live.Preview.Recording;

/// <summary>The body of <c>POST /api/recording/start</c>; may be left out.</summary>
/// <param name="Name">File name of the clip, without its folder; null: a name made from the date and time.</param>
internal sealed record RecordingStart(string? Name);
