using NetVips;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>What a picture file says beside its pixels, and of it what a result keeps.</summary>
internal static class PictureDescription
{
    /// <summary>Names as libvips gives them; its EXIF fields and PNG texts come as many as there are.</summary>
    private static readonly HashSet<string> Kept =
    [
        "exif-data", "icc-profile-data", "xmp-data", "iptc-data", "photoshop-data", "gainmap-data", "orientation", "resolution-unit", "image-description",
    ];

    /// <summary>Copies what is said of one picture to another.</summary>
    public static void Copy(Image from, MutableImage to)
    {
        foreach (var name in from.GetFields())
        {
            if (Kept.Contains(name) || name.StartsWith("exif-", StringComparison.Ordinal) || name.StartsWith("png-comment-", StringComparison.Ordinal))
                to.Set(from.GetTypeOf(name), name, from.Get(name));
        }
    }
}
