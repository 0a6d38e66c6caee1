namespace P2IKT.Live.Recording.Shoots;

/// <summary>A row of a shot list.</summary>
/// <param name="Name">What its pictures are called, as the list says it: <see cref="NameTemplate"/> replaces what is not allowed.</param>
/// <param name="Code">What a scanner reads for it; null: its name.</param>
/// <param name="Note">For the photographer; null: none.</param>
/// <param name="Row">Where it stands in the file, counted from 1.</param>
public sealed record ShotListEntry(string Name, string? Code, string? Note, int Row);
