using NetVips;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>What a picture file says beside its pixels, and of it what a copy keeps.</summary>
internal static class PictureDescription
{
    private const string Xmp = "xmp-data";

    /// <summary>Names as libvips gives them; its EXIF fields come as many as there are.</summary>
    private static readonly HashSet<string> Kept = ["exif-data", "icc-profile-data", Xmp, "iptc-data", "photoshop-data", "orientation",
        "resolution-unit", "image-description"];

    /// <summary>Copies what is said of one picture to another.</summary>
    /// <param name="from">The one.</param>
    /// <param name="xmp">In place of its XMP; null where that stays.</param>
    /// <param name="to">The other.</param>
    public static void Copy(Image from, byte[]? xmp, MutableImage to)
    {
        foreach (var name in from.GetFields())
        {
            if (name == Xmp && xmp is not null)
            {
                if (xmp.Length > 0)
                    to.Set(from.GetTypeOf(name), name, xmp);
            }
            else if (Kept.Contains(name) || name.StartsWith("exif-", StringComparison.Ordinal))
            {
                to.Set(from.GetTypeOf(name), name, from.Get(name));
            }
        }
    }
}
