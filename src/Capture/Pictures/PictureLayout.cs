using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>How the samples of a picture lie in memory: row after row, interleaved, grey or red, green, blue, then alpha.</summary>
/// <param name="Size">In pixels.</param>
/// <param name="Channels">1 to 4: grey, grey and alpha, colour, colour and alpha.</param>
/// <param name="SampleBytes">1 or 2; two bytes in the machine's order.</param>
public readonly record struct PictureLayout(FrameSize Size, int Channels, int SampleBytes)
{
    /// <summary>Whether there is one channel for the light.</summary>
    public bool IsGrey => Channels < 3;

    /// <summary>Channels that are not alpha.</summary>
    public int Colours => IsGrey ? 1 : 3;

    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes => Channels * SampleBytes;

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => Size.Width * PixelBytes;

    /// <summary>Bytes of the picture.</summary>
    public long Bytes => (long)RowBytes * Size.Height;
}
