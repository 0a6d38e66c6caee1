namespace P2IKT.Live.Recording.Shoots;

/// <summary>An entry of the shot list, and what was taken of it.</summary>
/// <param name="Index">Its place in the list, from 0.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Taken">Releases under its name while the program runs.</param>
public sealed record ShotListPosition(int Index, ShotListEntry Entry, int Taken);
