using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>
/// The forms that a viewer's pictures can have, best first: first the quality is lowered, as far as it hardly shows, then the size.
/// Each costs fewer bytes than the one before.
/// </summary>
internal static class PictureLadder
{
    private const int LeastSide = 160; // pixels of the longer side: nothing is seen in less
    private static readonly int[] Qualities = [85, 70, 55];
    private static readonly int[] QualitiesAtFixedSize = [85, 70, 55, 40, 25]; // where the size may not be lowered

    /// <summary>The forms for one viewer; at least one.</summary>
    /// <param name="frame">Size of the frames.</param>
    /// <param name="view">What the viewer shows.</param>
    /// <param name="fullQuality">JPEG quality of the first form, 1 to 100.</param>
    public static PictureForm[] Forms(FrameSize frame, ViewerView view, int fullQuality)
    {
        var largest = PictureForm.ScaleFor(frame, view);
        var forms = new List<PictureForm> { new(largest, fullQuality) };
        for (var i = PictureForm.Scales.Length - 1; i >= 0; i--)
        {
            var eighths = PictureForm.Scales[i];
            if (eighths > largest || (view.SourcePixels && eighths < largest))
                continue;
            if (eighths < largest && eighths * Math.Max(frame.Width, frame.Height) < LeastSide * PictureForm.Whole)
                continue;
            foreach (var quality in view.SourcePixels ? QualitiesAtFixedSize : Qualities)
            {
                var form = new PictureForm(eighths, Math.Min(quality, fullQuality));
                if (form.Cost < 0.9 * forms[^1].Cost) // a step that saves nothing is none
                    forms.Add(form);
            }
        }
        return [.. forms];
    }
}
