namespace P2IKT.Live.Recording.Clips;

/// <summary>A place that the user marked.</summary>
/// <param name="Seconds">From the clip's first frame.</param>
/// <param name="Label">What the user wrote; may be empty.</param>
public sealed record ClipMark(double Seconds, string Label);
