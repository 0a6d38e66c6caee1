namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>A focus mark: a position of the lens that was stored.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Name">As the user calls it.</param>
/// <param name="Position">Where it is, in the finest steps of the lens from where the tracking began; farther is positive.</param>
public sealed record LensMark(int Id, string Name, double Position);
