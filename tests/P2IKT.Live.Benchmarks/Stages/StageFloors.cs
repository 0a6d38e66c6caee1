using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>
/// What each stage cannot do without, in ms on all cores: the bytes that come in and go out, each moved once at the copy rate, and the
/// network's multiply-accumulates at the matrix peak. Both are measured anew each time, just after the stage: two virtual cores may be one
/// core's two threads in this second, and two cores in the next. What a codec computes is not in it.
/// </summary>
internal sealed class StageFloors(Model model, FrameSize size, int cameraJpegBytes, int sharpJpegBytes, int blurCells)
{
    private const int Bgr = 3;

    public double Decode => OfBytes(cameraJpegBytes + (Bgr * size.Pixels));

    /// <summary>Luma goes out, as floats and padded.</summary>
    public double StageIn => OfBytes((Bgr * size.Pixels) + (sizeof(float) * (long)LumaPyramid.Pad(size.Width) * LumaPyramid.Pad(size.Height)));

    public double Network => 2 * model.MacsPerPixel * size.Pixels / MatrixPeak.Measure() / 1e6;

    /// <summary>The frame and the coefficient maps come in, the sharp frame goes out.</summary>
    public double StageOut => OfBytes((2 * Bgr * size.Pixels) + (sizeof(float) * (long)BandWeighting.Maps * blurCells));

    public double Session => Network + OfBytes(2 * Bgr * size.Pixels);

    /// <summary>The sharp frame and the blur map come in, their JPEG and float16 go out.</summary>
    public double Encode => OfBytes((Bgr * size.Pixels) + sharpJpegBytes + ((sizeof(float) + sizeof(short)) * (long)blurCells));

    /// <summary>A message is read where it lies and written where the viewer wants it.</summary>
    public double Socket => OfBytes(2 * (sharpJpegBytes + (sizeof(short) * (long)blurCells)));

    /// <summary>BGR comes in, 4:2:0 goes out.</summary>
    public double Recorder => OfBytes(4.5 * size.Pixels);

    public double EndToEnd => Session + Encode + Socket;

    /// <summary>A video's packets are so much smaller than its frames that they are left out.</summary>
    public double Video => OfBytes(Bgr * size.Pixels);

    private static double OfBytes(double bytes) => bytes / CopyRate.Measure() / 1e6;
}
