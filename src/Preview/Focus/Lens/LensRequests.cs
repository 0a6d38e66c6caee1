namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>The body of <c>POST /api/focus/lens/move</c>.</summary>
/// <param name="Size">small, medium or large.</param>
/// <param name="Direction">nearer or farther.</param>
internal sealed record LensMoveRequest(LensMoveSize? Size, string? Direction);

/// <summary>The body of requests about a focus point.</summary>
/// <param name="Point">Its number; null ends a drift watch.</param>
internal sealed record LensPointRequest(int? Point);

/// <summary>The body of <c>POST /api/focus/lens/marks</c>; may be left out.</summary>
/// <param name="Name">1 to 24 characters; null: its number.</param>
internal sealed record LensMarkRequest(string? Name);

/// <summary>The body of <c>POST /api/focus/lens/marks/{id}/rack</c>; may be left out.</summary>
/// <param name="Seconds">How long the pull takes, 0 to 60; null: as fast as the lens can.</param>
internal sealed record LensRackRequest(double? Seconds);

/// <summary>The body of <c>PUT /api/focus/lens/stack</c>.</summary>
/// <param name="Limit">near or far.</param>
internal sealed record LensLimitRequest(string? Limit);
