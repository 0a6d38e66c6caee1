using NetVips;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>A map over a picture as a PNG of 16-bit grey that says in its text what the values are.</summary>
internal static class GreyMap
{
    /// <summary>Writes a map.</summary>
    /// <param name="path">A file that is there, and is replaced.</param>
    /// <param name="values">One for each cell, row by row.</param>
    /// <param name="cells">Columns and rows.</param>
    /// <param name="texts">Keys and values of the PNG's text.</param>
    /// <exception cref="IOException">It cannot be written. Says why, and not where.</exception>
    public static void Save(string path, ushort[] values, FrameSize cells, params (string Key, string Value)[] texts)
    {
        try
        {
            VipsFault.Clear();
            using var bare = Image.NewFromMemory(values, cells.Width, cells.Height, 1, Enums.BandFormat.Ushort);
            using var grey = bare.Copy(interpretation: Enums.Interpretation.Grey16);
            grey.Pngsave(path, keep: Enums.ForeignKeep.None);
        }
        catch (VipsException failed)
        {
            throw new IOException(VipsFault.Reason(failed, PictureFormat.Png), failed);
        }
        PngChunks.AddTexts(path, texts);
    }
}
