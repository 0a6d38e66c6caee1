namespace P2IKT.Live.Frames.Lens;

/// <summary>One size of step of a lens drive.</summary>
/// <param name="Name">As the camera calls it, such as "Near/Far 1".</param>
/// <param name="NominalUnits">
/// Length of one step, in steps of the finest size. It is exact for motor pulses, and a first guess to calibrate where the camera says
/// none.
/// </param>
/// <param name="IsExact">Whether <paramref name="NominalUnits"/> is exact.</param>
/// <param name="MaxStepsPerOrder">How many steps the camera takes as one order; 1 where each step is an order.</param>
public sealed record LensStepSize(string Name, double NominalUnits, bool IsExact, int MaxStepsPerOrder);
