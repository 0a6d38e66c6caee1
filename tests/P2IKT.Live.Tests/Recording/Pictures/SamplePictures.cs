using NetVips;

namespace P2IKT.Live.Tests.Recording.Pictures;

/// <summary>Picture files of every kind that a photographer may have, written by libvips.</summary>
internal static class SamplePictures
{
    public const string Xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/></x:xmpmeta>";

    /// <summary>A defocused scene: discs on a gradient, softened. 1 to 4 channels, 8 or 16 bits.</summary>
    public static Image Scene(int width, int height, int channels = 3, bool deep = false)
    {
        using var noise = Image.Gaussnoise(width, height, sigma: 90, mean: 128, seed: 7);
        using var blobs = noise.Gaussblur(3) * 4 - 380;
        using var other = blobs.Rot180();
        using var colour = channels switch
        {
            1 => blobs.Copy(),
            2 => blobs.Bandjoin(other),
            3 => blobs.Bandjoin(other, blobs),
            _ => blobs.Bandjoin(other, blobs, other),
        };
        return deep
            ? (colour * 257).Cast(Enums.BandFormat.Ushort).Copy(interpretation: channels < 3 ? Enums.Interpretation.Grey16 : Enums.Interpretation.Rgb16)
            : colour.Cast(Enums.BandFormat.Uchar).Copy(interpretation: channels < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
    }

    /// <summary>The scene with an orientation, a camera's name, a profile, XMP and a resolution.</summary>
    public static Image Described(int width, int height, int channels = 3, bool deep = false)
    {
        using var scene = Scene(width, height, channels, deep);
        using var profile = scene.IccTransform(channels < 3 ? "sgrey" : "p3", inputProfile: channels < 3 ? "sgrey" : "srgb", depth: deep ? 16 : 8);
        var icc = (byte[])profile.Get("icc-profile-data");
        return scene.Copy(xres: 11.81, yres: 11.81).Mutate(m =>
        {
            m.Set(GValue.GIntType, "orientation", 6);
            m.Set(GValue.RefStrType, "exif-ifd0-Make", "Kamera");
            m.Set(GValue.BlobType, "icc-profile-data", icc);
            m.Set(GValue.BlobType, "xmp-data", System.Text.Encoding.UTF8.GetBytes(Xmp));
        });
    }

    /// <summary>Every sample of a file, and how many channels and bits it has.</summary>
    public static (int[] Samples, int Channels, bool Deep) Read(string path)
    {
        using var picture = Image.NewFromFile(path);
        using var wide = picture.Cast(Enums.BandFormat.Int);
        return (wide.WriteToMemory<int>(), picture.Bands, picture.Format == Enums.BandFormat.Ushort);
    }
}
