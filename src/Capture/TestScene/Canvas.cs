using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// Where the scene lies in the frame: it is composed on 1280x720 units, which cover a frame of any shape, cut off around the
/// centre. Units are what "canvas" coordinates (u, v) are in; v grows downwards.
/// </summary>
internal sealed class Canvas
{
    public const float Width = 1280;
    public const float Height = 720;

    /// <param name="size">Size of the frame.</param>
    /// <param name="aperture">Radius at inverse-depth distance 1, in units.</param>
    /// <param name="largestDistance">The largest distance of the focus from any part of the scene, in inverse depth.</param>
    public Canvas(FrameSize size, float aperture = ThinLens.Aperture, float largestDistance = ThinLens.LargestDistance)
    {
        (Size, Aperture) = (size, aperture);
        Scale = MathF.Max(size.Width / Width, size.Height / Height);
        OffsetX = (size.Width - (Width * Scale)) / 2;
        OffsetY = (size.Height - (Height * Scale)) / 2;
        Margin = (int)MathF.Ceiling(aperture * largestDistance * Scale) + 2;
    }

    public FrameSize Size { get; }

    /// <summary>Radius of the circle of confusion at inverse-depth distance 1, in units.</summary>
    public float Aperture { get; }

    /// <summary>Pixels of a unit.</summary>
    public float Scale { get; }

    public float OffsetX { get; }

    public float OffsetY { get; }

    /// <summary>Pixels around the frame that blur brings into it.</summary>
    public int Margin { get; }

    /// <summary>The canvas coordinate of the centre of a pixel's column.</summary>
    public float U(float x) => (x + 0.5f - OffsetX) / Scale;

    /// <summary>The canvas coordinate of the centre of a pixel's row.</summary>
    public float V(float y) => (y + 0.5f - OffsetY) / Scale;

    /// <summary>The pixel column in which a coordinate falls.</summary>
    public float X(float u) => (u * Scale) + OffsetX;

    /// <summary>The pixel row in which a coordinate falls.</summary>
    public float Y(float v) => (v * Scale) + OffsetY;
}
