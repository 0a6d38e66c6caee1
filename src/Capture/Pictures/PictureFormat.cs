namespace P2IKT.Live.Capture.Pictures;

/// <summary>The formats of pictures that can be read and written, by what a file holds.</summary>
public enum PictureFormat
{
    /// <summary>JPEG, 8 bit.</summary>
    Jpeg,

    /// <summary>PNG, 8 or 16 bit.</summary>
    Png,

    /// <summary>TIFF, 8 or 16 bit.</summary>
    Tiff,

    /// <summary>WebP, 8 bit, lossy.</summary>
    WebP,

    /// <summary>WebP, 8 bit, lossless.</summary>
    LosslessWebP,
}
