namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>The body of <c>POST /api/focus/sweep/start</c>; may be left out.</summary>
/// <param name="Drive">lens, hand or folder; null: the first of <c>drives</c> that can be used now.</param>
/// <param name="Pixels">deblurred, or source for the frames as the camera gave them; null: deblurred.</param>
internal sealed record SweepStart(SweepDrive? Drive, string? Pixels);

/// <summary>The body of <c>POST /api/focus/sweep/save</c>; may be left out.</summary>
/// <param name="Format">png, tiff or jpeg; null: png.</param>
internal sealed record SweepSave(string? Format);
