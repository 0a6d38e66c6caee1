namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>The state of the sweep, the same for all viewers.</summary>
/// <param name="Phase">How far it is.</param>
/// <param name="Drive">What changes the focus; null before the first sweep.</param>
/// <param name="Deblurred">Whether the result is made of the deblurred frames; otherwise of the source.</param>
/// <param name="Message">One sentence on what happens, or on how the last sweep has ended.</param>
/// <param name="Warning">What goes wrong meanwhile, in one sentence that says what to do; null when nothing does.</param>
/// <param name="Progress">Share that is done, 0 to 1; null where it is not known.</param>
/// <param name="Merged">Frames that were merged.</param>
/// <param name="LeftOut">Frames that were left out because the scene had moved.</param>
/// <param name="InFocus">Share of what can be read that has been in focus in some frame, 0 to 1; null when nothing can be read.</param>
/// <param name="Version">Changes with each merged frame, and with each sweep; 0 without a result.</param>
/// <param name="Width">Of the result in pixels; 0 without one.</param>
/// <param name="Height">Of the result in pixels.</param>
/// <param name="Columns">Of its maps.</param>
/// <param name="Rows">Of its maps.</param>
/// <param name="Stride">Width and height of a cell of its maps, in pixels.</param>
/// <param name="Unit">What positions in the map are: pictures, ringPixels or seconds.</param>
/// <param name="Drives">What sweeps can be driven by here.</param>
/// <param name="LensNote">
/// Why the lens cannot drive one now, in one sentence that says what to do; null when it can, or there is none.
/// </param>
/// <param name="Folder">Where results are saved.</param>
/// <param name="IsSaving">Whether the result is being saved.</param>
/// <param name="Saved">Names of the files of this result, the picture first; empty until it is saved.</param>
internal sealed record SweepState(
    SweepPhase Phase, SweepDrive? Drive, bool Deblurred, string Message, string? Warning, double? Progress, int Merged, int LeftOut,
    double? InFocus, long Version, int Width, int Height, int Columns, int Rows, int Stride, string Unit, IReadOnlyList<SweepDrive> Drives,
    string? LensNote, string Folder, bool IsSaving, IReadOnlyList<string> Saved);
