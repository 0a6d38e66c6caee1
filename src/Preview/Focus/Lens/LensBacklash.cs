namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>A measured backlash, in steps of the finest size of the lens.</summary>
/// <param name="Least">At least.</param>
/// <param name="Most">At most.</param>
internal sealed record LensBacklash(double Least, double Most);
