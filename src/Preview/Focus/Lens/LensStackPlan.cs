namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>A focus stack that is planned.</summary>
/// <param name="HasNear">Whether its near limit is set.</param>
/// <param name="HasFar">Whether its far limit is set.</param>
/// <param name="Pictures">How many pictures it takes; null while that is not known.</param>
/// <param name="Note">Why it cannot be taken yet, in one sentence; null when it can.</param>
internal sealed record LensStackPlan(bool HasNear, bool HasFar, int? Pictures, string? Note);
