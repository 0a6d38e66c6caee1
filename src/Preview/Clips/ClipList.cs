namespace P2IKT.Live.Preview.Clips;

/// <summary>The answer of <c>GET /api/clips</c>.</summary>
/// <param name="Folder">Full path of the folder with the clips.</param>
/// <param name="Clips">The clips, the newest first.</param>
internal sealed record ClipList(string Folder, IReadOnlyList<ClipSummary> Clips);
