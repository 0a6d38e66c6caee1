namespace P2IKT.Live.Frames;

/// <summary>How one pixel of a <see cref="Frame"/> is laid out in memory.</summary>
public enum PixelFormat
{
    /// <summary>Blue, green, red, one byte each: what cameras, OpenCV and the model contract use.</summary>
    Bgr24,

    /// <summary>One 32-bit float: a map such as the blur radius.</summary>
    Float32,
}

/// <summary>Facts about pixel formats.</summary>
public static class PixelFormatExtensions
{
    /// <summary>Bytes of one pixel.</summary>
    public static int BytesPerPixel(this PixelFormat format) => format switch
    {
        PixelFormat.Bgr24 => 3,
        PixelFormat.Float32 => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown pixel format."),
    };
}
