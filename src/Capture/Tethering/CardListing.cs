namespace P2IKT.Live.Capture.Tethering;

/// <summary>A folder of the camera's card, as the host has listed it.</summary>
/// <param name="Folder">Its path on the camera.</param>
/// <param name="Names">Its files.</param>
/// <param name="Siblings">The folders beside it, itself among them; paths.</param>
/// <param name="Files">Some of its files with their lengths: those that were asked for, and the last ones.</param>
internal sealed record CardListing(
    string Folder, IReadOnlyList<string> Names, IReadOnlyList<string> Siblings, IReadOnlyList<(string Name, long Bytes)> Files);
