namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// The positions of a focus stack, the nearest first: each is reached by a move farther, so that backlash does not count.
/// </summary>
/// <param name="Positions">In steps of the finest size, as <see cref="LensTracker.Position"/> counts; at least one.</param>
/// <param name="Step">Distance between neighbours, in the same steps; 0 for a single picture.</param>
/// <param name="LargestRadius">Blur by defocus half-way between two pictures, in pixels of the live view.</param>
public sealed record FocusStackPlan(IReadOnlyList<double> Positions, double Step, double LargestRadius);
