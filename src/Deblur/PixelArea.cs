using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>A rectangle of a frame or a map, in its pixels: from (Left, Top) to before (Right, Bottom).</summary>
internal readonly record struct PixelArea(int Left, int Top, int Right, int Bottom)
{
    /// <summary>All of a frame.</summary>
    public static PixelArea Of(FrameSize size) => new(0, 0, size.Width, size.Height);

    /// <summary>Whether there is no pixel in it.</summary>
    public bool IsEmpty => Left >= Right || Top >= Bottom;

    /// <summary>Number of pixels.</summary>
    public long Pixels => IsEmpty ? 0 : (long)(Right - Left) * (Bottom - Top);

    /// <summary>The smallest one that holds both.</summary>
    public PixelArea Union(PixelArea other) =>
        IsEmpty ? other
        : other.IsEmpty ? this
        : new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    /// <summary>Larger by as many pixels on each side; an empty one stays empty.</summary>
    public PixelArea Grown(int pixels) => IsEmpty ? default : new(Left - pixels, Top - pixels, Right + pixels, Bottom + pixels);

    /// <summary>The part of it that lies in a picture of this size.</summary>
    public PixelArea Within(int width, int height) =>
        new(Math.Max(Left, 0), Math.Max(Top, 0), Math.Min(Right, width), Math.Min(Bottom, height));

    /// <summary>The same in a picture this many times as large, with the pixels that it covers in part.</summary>
    public PixelArea Scaled(int numerator, int denominator) => IsEmpty ? default : new(
        Floor(Left * numerator, denominator), Floor(Top * numerator, denominator),
        -Floor(-Right * numerator, denominator), -Floor(-Bottom * numerator, denominator));

    private static int Floor(int value, int divisor) => (int)Math.Floor((double)value / divisor);
}
