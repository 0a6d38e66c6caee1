namespace P2IKT.Live.Capture;

/// <summary>A source, or a form of URI, with what it is.</summary>
/// <param name="Uri">
/// What opens it, such as <c>camera:0</c>; in a form, capitals stand for what the user fills in: <c>folder:PATH</c>.
/// </param>
/// <param name="Description">What it is, in a few words without a full stop.</param>
public sealed record SourceEntry(string Uri, string Description);
