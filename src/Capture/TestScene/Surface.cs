using System.Numerics;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>The colour and coverage of a part of the scene at a canvas coordinate: linear RGB, premultiplied.</summary>
internal delegate Vector4 Shader(float u, float v);

/// <summary>What one layer looks like when it is sharp: painted once, in linear light, premultiplied.</summary>
/// <remarks>Owns native memory, until a <see cref="SceneLayer"/> takes over what it shows.</remarks>
internal sealed class Surface : IDisposable
{
    private readonly Canvas _canvas;
    private readonly NativeArray<Vector4> _pixels;

    /// <summary>A transparent surface over a part of the canvas, widened so that it can be blurred, cut to where it matters.</summary>
    public Surface(Canvas canvas, float left, float top, float right, float bottom)
    {
        _canvas = canvas;
        var margin = canvas.Margin;
        Left = Math.Max((int)MathF.Floor(canvas.X(left)) - margin, -margin);
        Top = Math.Max((int)MathF.Floor(canvas.Y(top)) - margin, -margin);
        Width = Math.Max(0, Math.Min((int)MathF.Ceiling(canvas.X(right)) + margin, canvas.Size.Width + margin) - Left);
        Height = Math.Max(0, Math.Min((int)MathF.Ceiling(canvas.Y(bottom)) + margin, canvas.Size.Height + margin) - Top);
        _pixels = new NativeArray<Vector4>(Width * Height);
    }

    /// <summary>Column of the frame at which the surface begins; may be negative.</summary>
    public int Left { get; }

    /// <summary>Row of the frame at which the surface begins; may be negative.</summary>
    public int Top { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Row after row.</summary>
    public Span<Vector4> Pixels => _pixels.Values;

    /// <summary>Size of a pixel in canvas units: the width over which an edge is softened.</summary>
    public float Pixel => 1 / _canvas.Scale;

    /// <summary>Coverage of a signed distance, anti-aliased over a pixel.</summary>
    public float Inside(float distance) => Math.Clamp(0.5f - (distance * _canvas.Scale), 0, 1);

    /// <summary>Paints over what is there already, within a rectangle of the canvas.</summary>
    public void Paint(float left, float top, float right, float bottom, Shader shader)
    {
        var x0 = Math.Max(Left, (int)MathF.Floor(_canvas.X(left)));
        var x1 = Math.Min(Left + Width, (int)MathF.Ceiling(_canvas.X(right)) + 1);
        var y0 = Math.Max(Top, (int)MathF.Floor(_canvas.Y(top)));
        var y1 = Math.Min(Top + Height, (int)MathF.Ceiling(_canvas.Y(bottom)) + 1);
        if (x0 >= x1 || y0 >= y1)
            return;
        if ((long)(x1 - x0) * (y1 - y0) < 4096)
        {
            for (var y = y0; y < y1; y++)
                Row(y);
        }
        else
        {
            Parallel.For(y0, y1, Row);
        }

        void Row(int y)
        {
            var v = _canvas.V(y);
            var row = Pixels.Slice(((y - Top) * Width) - Left + x0, x1 - x0);
            for (var x = x0; x < x1; x++)
            {
                var top = shader(_canvas.U(x), v);
                if (top.W > 0 || top.X > 0) // light adds without covering
                    row[x - x0] = Shapes.Over(row[x - x0], top);
            }
        }
    }

    /// <summary>Paints the whole surface.</summary>
    public void Paint(Shader shader) =>
        Paint(_canvas.U(Left), _canvas.V(Top), _canvas.U(Left + Width), _canvas.V(Top + Height), shader);

    /// <inheritdoc/>
    public void Dispose() => _pixels.Dispose();
}
