using System.Globalization;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>
/// The blur radius over a picture as 16-bit grey: 256 units a pixel of radius, one value for <see cref="Stride"/> x <see cref="Stride"/>
/// pixels of the picture. A PNG that says so in its text.
/// </summary>
public sealed class BlurMap
{
    /// <summary>Grey values for one pixel of radius.</summary>
    public const int UnitsPerPixel = 256;

    private readonly ushort[] _units;

    /// <param name="picture">Size of the picture in pixels.</param>
    /// <param name="stride">Pixels of the picture for one value, in each direction.</param>
    public BlurMap(FrameSize picture, int stride)
    {
        Stride = stride;
        Size = new FrameSize((picture.Width + stride - 1) / stride, (picture.Height + stride - 1) / stride);
        _units = new ushort[checked(Size.Width * Size.Height)];
    }

    /// <summary>Size of the map.</summary>
    public FrameSize Size { get; }

    /// <summary>Pixels of the picture for one value, in each direction.</summary>
    public int Stride { get; }

    /// <summary>Sets the radii of a part of a row.</summary>
    /// <param name="column">Column of the first value.</param>
    /// <param name="row">The row.</param>
    /// <param name="radii">In pixels of the picture.</param>
    internal void Set(int column, int row, ReadOnlySpan<float> radii)
    {
        var units = _units.AsSpan((row * Size.Width) + column, radii.Length);
        for (var i = 0; i < radii.Length; i++)
            units[i] = (ushort)Math.Clamp(MathF.Round(radii[i] * UnitsPerPixel), 0, ushort.MaxValue);
    }

    /// <summary>Writes the map as a PNG.</summary>
    /// <param name="path">A file that is there, and is replaced.</param>
    /// <param name="model">Name of the network that estimated the radii.</param>
    /// <exception cref="IOException">It cannot be written. Says why, and not where.</exception>
    public void Save(string path, string model) => GreyMap.Save(
        path, _units, Size,
        ("Description", "Blur radius (of the circle of confusion) in pixels of the picture, times Scale"),
        ("Scale", UnitsPerPixel.ToString(CultureInfo.InvariantCulture)),
        ("Stride", Stride.ToString(CultureInfo.InvariantCulture)),
        ("Software", $"P2IKT.Live, {model}"));
}
