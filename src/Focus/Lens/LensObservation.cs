namespace P2IKT.Live.Focus.Lens;

/// <summary>A reading with the position at which it was taken.</summary>
internal readonly record struct LensObservation(LensPosition At, float Radius, float Confidence);
