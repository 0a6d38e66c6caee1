namespace P2IKT.Live.Preview.Focus.Manual;

/// <summary>The body of <c>PUT /api/focus/manual</c>.</summary>
/// <param name="Flipped">Of the two ends of the depth, whether the one higher in the picture is the nearer one.</param>
internal sealed record ManualChange(bool? Flipped);
