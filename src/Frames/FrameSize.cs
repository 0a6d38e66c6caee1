using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace P2IKT.Live.Frames;

/// <summary>Width and height of a picture, in pixels; both at least 1.</summary>
public readonly record struct FrameSize
{
    /// <summary>The longest side that is accepted: what one JPEG can hold.</summary>
    public const int MaxSide = 65_500;

    /// <summary>A size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1 or above <see cref="MaxSide"/>.</exception>
    public FrameSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        Width = width;
        Height = height;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Width times height.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Reads "1280x720".</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out FrameSize size)
    {
        size = default;
        var parts = text?.Split('x');
        if (parts is not { Length: 2 } || !TrySide(parts[0], out var width) || !TrySide(parts[1], out var height))
            return false;
        size = new FrameSize(width, height);
        return true;

        static bool TrySide(string part, out int side) =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is >= 1 and <= MaxSide;
    }

    /// <summary>"1280x720".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");
}
