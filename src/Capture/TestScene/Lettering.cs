using OpenCvSharp;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>A sheet of text, set by OpenCV's stroke fonts, that is sampled at canvas coordinates.</summary>
internal sealed class Lettering
{
    private readonly float _scale;
    private readonly byte[] _ink;
    private readonly int _width;
    private readonly int _height;

    /// <summary>An empty sheet of this size in canvas units, fine enough for the canvas.</summary>
    public Lettering(Canvas canvas, float width, float height)
    {
        _scale = 2 * MathF.Max(1, canvas.Scale); // strokes are set at twice the size, and averaged when sampled
        _width = Math.Max(4, (int)MathF.Ceiling(width * _scale));
        _height = Math.Max(4, (int)MathF.Ceiling(height * _scale));
        _ink = new byte[_width * _height];
    }

    /// <summary>Writes a line whose capitals are <paramref name="height"/> units tall, its base line beginning at (x, y).</summary>
    public unsafe Lettering Write(string text, float x, float y, float height, HersheyFonts font, float stroke)
    {
        fixed (byte* first = _ink)
        {
            using var sheet = Mat.FromPixelData(_height, _width, MatType.CV_8UC1, (nint)first);
            const double CapitalHeight = 21; // of a Hershey font at scale 1
            Cv2.PutText(sheet, text, new Point((int)(x * _scale), (int)(y * _scale)), font, height * _scale / CapitalHeight,
                Scalar.White, Math.Max(1, (int)MathF.Round(stroke * _scale)), LineTypes.AntiAlias);
        }
        return this;
    }

    /// <summary>Width of a line, in units.</summary>
    public static float WidthOf(string text, float height, HersheyFonts font) =>
        Cv2.GetTextSize(text, font, height / 21.0 * 8, 1, out _).Width / 8f;

    /// <summary>How much ink is at a place, 0 to 1; nothing beyond the sheet.</summary>
    public float At(float x, float y)
    {
        float px = (x * _scale) - 1, py = (y * _scale) - 1;
        int ix = (int)MathF.Floor(px), iy = (int)MathF.Floor(py);
        if (ix < 0 || iy < 0 || ix + 2 >= _width || iy + 2 >= _height)
            return 0;
        float tx = px - ix, ty = py - iy;
        var at = (iy * _width) + ix;
        return (Row(at, tx) * (1 - ty) + Row(at + _width, tx) + (Row(at + (2 * _width), tx) * ty)) / (4 * 255f);
    }

    private float Row(int at, float t) => (_ink[at] * (1 - t)) + _ink[at + 1] + (_ink[at + 2] * t);
}
