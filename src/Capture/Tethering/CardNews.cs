namespace P2IKT.Live.Capture.Tethering;

/// <summary>What a folder of the camera's card holds that was not fetched.</summary>
/// <param name="Folder">Its path on the camera.</param>
/// <param name="Missing">Names of its files that are to be fetched.</param>
/// <param name="NewFolders">Paths of folders that have come since, which are to be listed.</param>
internal sealed record CardNews(string Folder, IReadOnlyList<string> Missing, IReadOnlyList<string> NewFolders)
{
    /// <summary>The card is another one, was erased, or cannot be recognised: nothing can be said of what was taken meanwhile.</summary>
    public bool IsAnotherCard { get; init; }
}
