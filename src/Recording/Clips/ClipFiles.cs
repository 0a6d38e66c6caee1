namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// The files of a clip on the disk: their length, the repair of an incomplete one, and the deletion of those that hold nothing.
/// </summary>
internal static class ClipFiles
{
    /// <summary>Bytes of a file; 0 where there is none.</summary>
    public static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>
    /// Removes an incomplete fragment from the end. A file that cannot be written stays as it is: most players skip such a fragment.
    /// </summary>
    public static void Repair(string path)
    {
        try
        {
            Fragments.TruncateIncomplete(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    /// <summary>Deletes a clip, its source's picture and its sidecar, as far as they are there and may be deleted.</summary>
    public static void Discard(string clip)
    {
        foreach (var file in new[] { clip, ClipNames.SourceOf(clip), ClipNames.SidecarOf(clip) })
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // With its folder, or not ours to delete any more.
            }
        }
    }

    /// <summary>Deletes the empty file that kept the name of a clip which was never begun.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public static void DeleteEmpty(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: 0 } file)
            file.Delete();
    }
}
