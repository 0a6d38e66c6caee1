namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>
/// How a video says that its numbers mean colours: codes of ITU-T H.273, which are also those of <c>ffmpeg</c>'s options. Null is
/// "it does not say", and stays so in what is made of it.
/// </summary>
public sealed record VideoColour
{
    private const int HeightOfHd = 720;

    private static readonly Dictionary<string, int> Matrices = new()
    {
        ["bt709"] = 1, ["fcc"] = 4, ["bt470bg"] = 5, ["smpte170m"] = 6, ["smpte240m"] = 7, ["ycgco"] = 8, ["bt2020nc"] = 9,
        ["bt2020c"] = 10,
        ["smpte2085"] = 11, ["chroma-derived-nc"] = 12, ["chroma-derived-c"] = 13, ["ictcp"] = 14,
    };

    private static readonly Dictionary<string, int> PrimarySets = new()
    {
        ["bt709"] = 1, ["bt470m"] = 4, ["bt470bg"] = 5, ["smpte170m"] = 6, ["smpte240m"] = 7, ["film"] = 8, ["bt2020"] = 9,
        ["smpte428"] = 10,
        ["smpte431"] = 11, ["smpte432"] = 12, ["ebu3213"] = 22,
    };

    private static readonly Dictionary<string, int> Transfers = new()
    {
        ["bt709"] = 1, ["bt470m"] = 4, ["bt470bg"] = 5, ["smpte170m"] = 6, ["smpte240m"] = 7, ["linear"] = 8, ["log100"] = 9,
        ["log316"] = 10,
        ["iec61966-2-4"] = 11, ["bt1361e"] = 12, ["iec61966-2-1"] = 13, ["bt2020-10"] = 14, ["bt2020-12"] = 15, ["smpte2084"] = 16,
        ["smpte428"] = 17, ["arib-std-b67"] = 18,
    };

    /// <summary>From luma and chroma to RGB (H.273, table 4). Null for RGB, too.</summary>
    public int? Matrix { get; init; }

    /// <summary>What red, green, blue and white are (table 2).</summary>
    public int? Primaries { get; init; }

    /// <summary>From numbers to light (table 3).</summary>
    public int? Transfer { get; init; }

    /// <summary>Whether numbers go from 0 to 255, not from 16 to 235.</summary>
    public bool? IsFullRange { get; init; }

    /// <summary>Whether the pixels are RGB, which needs no matrix.</summary>
    public bool IsRgb { get; init; }

    /// <summary>
    /// Whether conversions take the full range; the pixels that say nothing have the limited one, save the old "yuvj" formats.
    /// </summary>
    public bool ConvertsFullRange { get; init; }

    /// <summary>
    /// The matrix of both conversions, as the filter <c>scale</c> names it. For a video that does not say: BT.709 from 720 lines on,
    /// else BT.601, as players guess. For those that the filter does not know (ICtCp, YCgCo): BT.709, wrong but undone again.
    /// </summary>
    public string ConversionMatrix { get; init; } = "bt709";

    /// <summary>From the words of <c>ffprobe</c> about a stream.</summary>
    public static VideoColour Of(string? matrix, string? primaries, string? transfer, string? range, string pixelFormat, int height)
    {
        var code = Matrices.TryGetValue(matrix ?? "", out var known) ? known : (int?)null;
        bool? full = range switch { "pc" => true, "tv" => false, _ => null };
        return new VideoColour
        {
            Matrix = code,
            Primaries = PrimarySets.TryGetValue(primaries ?? "", out var set) ? set : null,
            Transfer = Transfers.TryGetValue(transfer ?? "", out var curve) ? curve : null,
            IsFullRange = full,
            IsRgb = pixelFormat.Contains("rgb", StringComparison.Ordinal) || pixelFormat.Contains("bgr", StringComparison.Ordinal)
                || pixelFormat.StartsWith("gbr", StringComparison.Ordinal) || pixelFormat.StartsWith("pal", StringComparison.Ordinal),
            ConvertsFullRange = full ?? pixelFormat.StartsWith("yuvj", StringComparison.Ordinal),
            ConversionMatrix = code switch
            {
                1 => "bt709",
                4 => "fcc",
                5 or 6 => "smpte170m",
                7 => "smpte240m",
                9 or 10 => "bt2020",
                null => height >= HeightOfHd ? "bt709" : "smpte170m",
                _ => "bt709",
            },
        };
    }

    /// <summary>
    /// What the copy says and how it is converted, in a codec that holds luma and chroma: RGB becomes BT.709, and says so.
    /// </summary>
    /// <param name="limitedOnly">The codec knows no full range (ProRes).</param>
    public VideoColour ForLumaAndChroma(bool limitedOnly)
    {
        var converted = IsRgb
            ? this with { IsRgb = false, Matrix = 1, IsFullRange = false, ConvertsFullRange = false, ConversionMatrix = "bt709" }
            : this;
        return limitedOnly && converted.ConvertsFullRange ? converted with { IsFullRange = false, ConvertsFullRange = false } : converted;
    }

    /// <summary>What the copy says in a codec that holds RGB.</summary>
    public VideoColour ForRgb() => this with { IsRgb = true, Matrix = null, IsFullRange = null };

    /// <summary>Options of an encoder, and of the filter <c>setparams</c>: some encoders believe the one, some the other.</summary>
    public IEnumerable<(string Option, string Parameter, int Code)> Tags()
    {
        if (Matrix is { } matrix)
            yield return ("-colorspace", "colorspace", matrix);
        if (Primaries is { } primaries)
            yield return ("-color_primaries", "color_primaries", primaries);
        if (Transfer is { } transfer)
            yield return ("-color_trc", "color_trc", transfer);
        if (IsFullRange is { } full)
            yield return ("-color_range", "range", full ? 2 : 1);
    }
}
