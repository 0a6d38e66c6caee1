namespace P2IKT.Live.Capture.Pictures;

/// <summary>Tags of TIFF 6.0, its supplements and EXIF 2.32 that are looked at here.</summary>
internal static class TiffTags
{
    public const ushort NewSubfileType = 254, SubfileType = 255, Width = 256, Height = 257, BitsPerSample = 258, Photometric = 262,
        Orientation = 274;
    public const ushort StripOffsets = 273, RowsPerStrip = 278, StripByteCounts = 279, TileOffsets = 324, TileByteCounts = 325,
        SubDirectories = 330;
    public const ushort SamplesPerPixel = 277, TileWidth = 322, TileHeight = 323;
    public const ushort Exif = 34665, Gps = 34853, Interoperability = 40965, Layers = 37724; // ImageSourceData of Photoshop
}
