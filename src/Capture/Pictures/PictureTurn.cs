using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// How a picture is turned to stand upright (EXIF 2.32, table 6): 2 to 4 mirror or turn by half, 5 to 8 exchange the sides.
/// </summary>
/// <param name="Orientation">1 to 8; anything else is upright.</param>
public readonly record struct PictureTurn(int Orientation)
{
    private const int Pixel = 3; // bytes of a BGR pixel

    /// <summary>The size of the upright picture.</summary>
    public FrameSize Of(FrameSize size) => Orientation is >= 5 and <= 8 ? new FrameSize(size.Height, size.Width) : size;

    /// <summary>
    /// Where the pixels of the picture, as it lies in its file, are in an upright BGR picture without gaps: that at (x, y) begins at byte
    /// First + x * Across + y * Down.
    /// </summary>
    /// <param name="size">As it lies in its file.</param>
    public (int First, int Across, int Down) Steps(FrameSize size)
    {
        var row = Pixel * Of(size).Width;
        int right = Pixel * (size.Width - 1), bottom = row * (size.Height - 1); // of the last pixels, where the sides stay
        int low = Pixel * (size.Height - 1), far = row * (size.Width - 1); // where they are exchanged
        return Orientation switch
        {
            2 => (right, -Pixel, row),
            3 => (bottom + right, -Pixel, -row),
            4 => (bottom, Pixel, -row),
            5 => (0, row, Pixel),
            6 => (low, row, -Pixel),
            7 => (far + low, -row, -Pixel),
            8 => (far, -row, Pixel),
            _ => (0, Pixel, row),
        };
    }
}
