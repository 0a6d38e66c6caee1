namespace P2IKT.Live.Preview.Camera;

/// <summary>The answer of <c>GET /api/camera/pointer</c>.</summary>
/// <param name="Magnifications">
/// How far the camera can magnify the live view, in its words, the whole picture first; empty: it cannot.
/// </param>
/// <param name="Magnification">How far it does, as it was ordered last; null: it cannot.</param>
/// <param name="CanFocus">Whether its own autofocus can be started at a point.</param>
/// <param name="Reason">Why there is neither, one sentence; null where there is one.</param>
internal sealed record PointerState(IReadOnlyList<string> Magnifications, string? Magnification, bool CanFocus, string? Reason);

/// <summary>The body of <c>POST /api/camera/pointer/magnify</c> and <c>/focus</c>.</summary>
/// <param name="Magnification">One of those that GET lists; not for an autofocus.</param>
/// <param name="X">Place as a share of the picture's width, 0 to 1.</param>
/// <param name="Y">Place as a share of its height.</param>
internal sealed record PointerRequest(string? Magnification, double? X, double? Y);

/// <summary>The answer of <c>POST /api/camera/pointer/focus</c>.</summary>
/// <param name="InFocus">Whether the camera found focus; null when it does not say.</param>
internal sealed record PointerFocus(bool? InFocus);
