namespace P2IKT.Live.Frames.Lens;

/// <summary>What a lens drive can do.</summary>
/// <param name="Make">Maker of the camera, such as "Nikon".</param>
/// <param name="Sizes">Sizes of a step, the finest first; at least one.</param>
/// <param name="ReportsEndStops">
/// Whether the camera says that an end of the focus range was reached. Otherwise it shows only in pictures that no longer change.
/// </param>
public sealed record LensDriveTraits(string Make, IReadOnlyList<LensStepSize> Sizes, bool ReportsEndStops);
