namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>A focus stack that is planned.</summary>
/// <param name="Near">Position of its near limit, in the finest steps of the lens; null while it is not set.</param>
/// <param name="Far">Position of its far limit; null while it is not set.</param>
/// <param name="Pictures">How many pictures it has; null while that is not known.</param>
/// <param name="Note">Why it cannot be taken yet, in one sentence; null when it can.</param>
public sealed record LensStackPlan(double? Near, double? Far, int? Pictures, string? Note);
