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

    public Canvas(FrameSize size)
    {
        Size = size;
        Scale = MathF.Max(size.Width / Width, size.Height / Height);
        OffsetX = (size.Width - (Width * Scale)) / 2;
        OffsetY = (size.Height - (Height * Scale)) / 2;
        Margin = (int)MathF.Ceiling(ThinLens.LargestRadius * Scale) + 2;
    }

    public FrameSize Size { get; }

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
