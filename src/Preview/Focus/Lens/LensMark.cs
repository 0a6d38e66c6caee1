namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>A focus mark: a position of the lens that was stored.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Name">As the user calls it.</param>
internal sealed record LensMark(int Id, string Name);
