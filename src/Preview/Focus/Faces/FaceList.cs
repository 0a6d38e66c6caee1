namespace P2IKT.Live.Preview.Focus.Faces;

/// <summary>The answer of <c>GET /api/focus/faces</c>.</summary>
/// <param name="Sequence">Number of the frame in which the faces are.</param>
/// <param name="Faces">At most nine, the largest first.</param>
internal sealed record FaceList(long Sequence, IReadOnlyList<Face> Faces);
