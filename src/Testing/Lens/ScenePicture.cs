using OpenCvSharp;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Testing.Lens;

/// <summary>A live-view picture of a scene, as the lens stood when it was taken.</summary>
internal static class ScenePicture
{
    private const float PersonAt = 0.9f; // inverse depth

    /// <param name="size">Size of the picture.</param>
    /// <param name="scene">What is there.</param>
    /// <param name="lens">The lens.</param>
    /// <param name="crop">The part of it that is shown.</param>
    /// <param name="number">Its number, which is stamped into it modulo 256.</param>
    /// <param name="timestamp">When it was taken, on the clock of the lens.</param>
    /// <param name="seconds">The same, since the camera was switched on.</param>
    public static byte[] Take(
        FrameSize size, SimulatedScene scene, SimulatedLens lens, SceneCrop crop, long number, long timestamp, double seconds)
    {
        if (size.Width < SceneStamp.MinWidth || size.Height < 2 * SceneStamp.Rows)
            throw new InvalidOperationException(
                $"A scene needs a live view of {SceneStamp.MinWidth}x{2 * SceneStamp.Rows} at least, not {size}.");
        var optics = new SceneOptics(size, scene, lens);
        var index = optics.IndexOf(lens.PositionAt(timestamp));
        var jpeg = SceneRenderer.For(size, scene, optics).Picture(optics, index);
        if (scene.HasPersonCrossing && PersonCrossing.IsInView(seconds))
            jpeg = PersonCrossing.Draw(jpeg, size, seconds, optics.RadiusAt(PersonAt, optics.PositionOf(index)));
        if (crop.Factor > 1)
            jpeg = Magnify(jpeg, crop);
        return SceneStamp.Exchange(jpeg, size.Width, (byte)number, index);
    }

    /// <summary>A part of the picture, enlarged; a camera would show more detail.</summary>
    private static byte[] Magnify(byte[] jpeg, SceneCrop crop)
    {
        using var picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
        int width = (int)(picture.Width / crop.Factor), height = (int)(picture.Height / crop.Factor);
        int x = Math.Clamp((int)((crop.X * picture.Width) - (width / 2)), 0, picture.Width - width);
        int y = Math.Clamp((int)((crop.Y * picture.Height) - (height / 2)), 0, picture.Height - height);
        using var part = picture[y, y + height, x, x + width];
        using var enlarged = part.Resize(picture.Size(), 0, 0, InterpolationFlags.Cubic);
        return SceneStamp.Encode(enlarged);
    }
}
