namespace P2IKT.Live.Preview.Recording;

/// <summary>The body of <c>POST /api/recording/start</c>; may be left out.</summary>
/// <param name="Name">What the clip is to be called, without its folder; null: a name of the time.</param>
internal sealed record RecordingStart(string? Name);
