namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// Which of the directories of a TIFF is the picture: others may hold it smaller (a thumbnail, the levels of a pyramid) or mask it, and are
/// no further pages.
/// </summary>
internal sealed class TiffPages
{
    private const int MostDirectories = 4096, MostBytes = 16 << 10; // of the values that describe what a directory holds
    private const int LongestThumbnail = 512; // of one that does not say that it is one

    private readonly List<(int Index, TiffDirectory Directory)> _pictures = [];

    private TiffPages()
    {
    }

    /// <summary>Pictures that are neither smaller copies nor masks.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>Number of the directory that holds the picture.</summary>
    public int Page { get; private set; }

    /// <summary>Number of the directory below that one, where the picture lies there; null when it does not.</summary>
    public int? Sub { get; private set; }

    /// <summary>The picture's directory; null when there is none that can be read.</summary>
    public TiffDirectory? Directory { get; private set; }

    /// <summary>Where that one lies in the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether a mask goes with the picture.</summary>
    public bool HasMask { get; private set; }

    /// <summary>Goes over the directories of a file.</summary>
    public static TiffPages Of(Stream file, TiffHeader header)
    {
        var pages = new TiffPages();
        pages.Read(file, header);
        return pages;
    }

    /// <summary>Whether all strips or tiles of the picture lie within the file.</summary>
    public bool HoldsItsPixels(long length) =>
        Directory is not null
            && (Holds(TiffTags.StripOffsets, TiffTags.StripByteCounts, length)
            || Holds(TiffTags.TileOffsets, TiffTags.TileByteCounts, length));

    private void Read(Stream file, TiffHeader header)
    {
        var all = new List<TiffDirectory>();
        var seen = new List<long>(); // a broken file's may lead round in a circle
        for (var at = header.First; at > 0 && at < file.Length && !seen.Contains(at) && seen.Count < MostDirectories; at = all[^1].Next)
        {
            seen.Add(at);
            all.Add(TiffDirectory.Read(file, header, at, MostBytes));
            if (IsMask(all[^1]))
                HasMask = true;
            else if (!IsReduced(all[^1]))
                _pictures.Add((all.Count - 1, all[^1]));
        }
        if (all.Count == 0)
            return;
        if (_pictures.Count == 0)
        {
            Below(file, header, all);
        }
        else
        {
            Count = AreSmallerCopies() ? 1 : _pictures.Count;
            Page = _pictures[0].Index;
        }
        Offset = Sub is null ? seen[Page] : Offset;
        Directory = TiffDirectory.Read(file, header, Offset);
    }

    /// <summary>
    /// Every directory says that it is a smaller copy: the picture lies below the first, as in many raw files, or there is no larger one.
    /// </summary>
    private void Below(Stream file, TiffHeader header, List<TiffDirectory> all)
    {
        var below = all[0].Numbers(TiffTags.SubDirectories);
        for (var i = 0; i < Math.Min(below.Length, MostDirectories); i++)
        {
            var directory = TiffDirectory.Read(file, header, below[i], MostBytes);
            if (directory.Number(TiffTags.Width) is null || IsReduced(directory) || IsMask(directory))
                continue;
            (Sub, Offset) = (i, below[i]);
            return;
        }
        Page = Enumerable.Range(0, all.Count)
            .MaxBy(i => IsMask(all[i]) ? 0 : all[i].Number(TiffTags.Width) * all[i].Number(TiffTags.Height));
    }

    private static bool IsReduced(TiffDirectory directory) =>
        (directory.Number(TiffTags.NewSubfileType) & 1) == 1 || directory.Number(TiffTags.SubfileType) == 2;

    private static bool IsMask(TiffDirectory directory) =>
        (directory.Number(TiffTags.NewSubfileType) & 4) == 4 || directory.Number(TiffTags.Photometric) == 4;

    /// <summary>Whether all after the first are halves of the one before, or one thumbnail, though they do not say so.</summary>
    private bool AreSmallerCopies()
    {
        var sizes = _pictures.ConvertAll(
            static p => (Width: p.Directory.Number(TiffTags.Width) ?? 0, Height: p.Directory.Number(TiffTags.Height) ?? 0));
        if (sizes.Exists(static s => s.Width < 1 || s.Height < 1))
            return false;
        var isPyramid = Enumerable.Range(1, sizes.Count - 1)
            .All(i => IsHalf(sizes[i].Width, sizes[i - 1].Width) && IsHalf(sizes[i].Height, sizes[i - 1].Height));
        return isPyramid
            || (sizes.Count == 2 && Math.Max(sizes[1].Width, sizes[1].Height) <= LongestThumbnail && sizes[1].Width * 4 <= sizes[0].Width
            // The same shape within a pixel.
            && Math.Abs((sizes[1].Width * sizes[0].Height) - (sizes[1].Height * sizes[0].Width)) <= sizes[0].Width + sizes[0].Height);
    }

    private static bool IsHalf(long smaller, long larger) => larger > 1 && (smaller == larger / 2 || smaller == (larger + 1) / 2);

    private bool Holds(ushort offsetsTag, ushort countsTag, long length)
    {
        var (offsets, counts) = (Directory!.Numbers(offsetsTag), Directory.Numbers(countsTag));
        if (counts.Length == 0) // some writers leave them out, and readers do without
            return offsets.Length > 0 && offsets.All(at => at >= 0 && at < length);
        return offsets.Length > 0 && offsets.Length == counts.Length
            && offsets.Zip(counts).All(part => part.First >= 0 && part.Second >= 0 && part.First <= length - part.Second);
    }
}
