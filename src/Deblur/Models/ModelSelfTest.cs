using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Models;

/// <summary>
/// Runs one small picture through a model when it is loaded: its metadata are checked against what it does, and its convolutions in the
/// second file against the whole graph. A model that is wrong is refused before a camera is opened.
/// </summary>
internal static class ModelSelfTest
{
    // Not multiples of anything: errors of padding and rounding show. Takes some milliseconds.
    private static readonly FrameSize Size = new(75, 53);

    /// <summary>Grey levels by which the two ways may differ: 1 by rounding, more where a file is in half precision.</summary>
    private const int MostDifference = 8;

    private const int BoxRadius = 2; // pixels

    /// <summary>Runs the picture, and compares.</summary>
    /// <param name="model">The model.</param>
    /// <param name="graph">Its whole graph in ONNX Runtime; not owned.</param>
    /// <returns>
    /// Why a CPU runs its convolutions in ONNX Runtime, one clause; null where code of our own does, or there is none for them.
    /// </returns>
    /// <exception cref="DeblurException">It does not meet the contract.</exception>
    public static string? Run(Model model, InferenceSession graph)
    {
        var picture = Paint();
        var expected = RunGraph(model, graph, picture);
        if (model.CoefficientsPath is not { } convolutions)
            return null;
        var (sharp, fallbackReason) = RunApart(model, convolutions, picture);
        for (var i = 0; i < sharp.Length; i++)
        {
            if (Math.Abs(sharp[i] - expected[i]) > MostDifference)
                throw new DeblurException(
                    $"Model {model.Path} and {convolutions} beside it do not belong together: copy both again, or remove the second.");
        }
        return fallbackReason;
    }

    /// <summary>
    /// As on a CPU, where most of the work is done outside ONNX Runtime; no picture where a CPU runs the whole graph, too.
    /// </summary>
    private static (byte[] Sharp, string? CpuFallbackReason) RunApart(Model model, string convolutions, byte[] picture)
    {
        try
        {
            using var session = DeblurSessions.Create(model, Size, new DeblurOptions { Provider = ExecutionProvider.Cpu, Threads = 1 });
            if (session is GraphDeblurSession)
                return ([], session.CpuFallbackReason);
            using var frame = new SingleFrame(session);
            picture.CopyTo(frame.Source.Draft);
            frame.Source.Publish(0, 0);
            session.Run(frame.Source, frame.Sharp, frame.Blur);
            return (frame.Sharp.Draft.ToArray(), session.CpuFallbackReason);
        }
        catch (Exception broken) // the file may hold anything
        {
            var reason = DeblurSession.FirstLine((broken.InnerException ?? broken).Message);
            var message =
                $"The convolutions of a model, {convolutions}, cannot be run ({reason}): copy both files again, or remove this one.";
            throw new DeblurException(message, broken);
        }
    }

    private static byte[] RunGraph(Model model, InferenceSession graph, byte[] picture)
    {
        using var run = new RunOptions();
        using var frame = OrtValue.CreateTensorValueFromMemory(picture, [1, Size.Height, Size.Width, 3]);
        try
        {
            using var results = graph.Run(run, ["frame"], [frame], ["sharp", "blur"]);
            Require(model, results[0], "sharp", [1, Size.Height, Size.Width, 3]);
            Require(model, results[1], "blur", [1, 1, RoundedUp(Size.Height, model.BlurStride), RoundedUp(Size.Width, model.BlurStride)]);
            return results[0].GetTensorDataAsSpan<byte>().ToArray();
        }
        catch (OnnxRuntimeException failure)
        {
            throw ModelMetadata.Broken(
                model.Path, $"it fails on a picture of {Size} ({DeblurSession.FirstLine(failure.Message)})", failure);
        }
    }

    private static void Require(Model model, OrtValue value, string name, long[] shape)
    {
        var had = value.GetTensorTypeAndShape().Shape;
        if (!had.SequenceEqual(shape))
        {
            var (text, wanted) = (string.Join(", ", had), string.Join(", ", shape));
            throw ModelMetadata.Broken(model.Path, $"of a picture of {Size} its output {name} is [{text}], not [{wanted}]");
        }
    }

    private static int RoundedUp(int side, int stride) => (side + stride - 1) / stride;

    /// <summary>
    /// Edges and texture out of focus: networks change it by some 20 levels, each in its own way. What is in focus, all of them leave
    /// alone.
    /// </summary>
    private static byte[] Paint()
    {
        const int side = (2 * BoxRadius) + 1;
        var picture = new byte[3 * Size.Pixels];
        for (var i = 0; i < picture.Length; i++)
        {
            var (pixel, colour) = Math.DivRem(i, 3);
            var (y, x) = Math.DivRem(pixel, Size.Width);
            var sum = 0;
            for (var v = y - BoxRadius; v <= y + BoxRadius; v++)
            {
                for (var u = x - BoxRadius; u <= x + BoxRadius; u++)
                    sum += InFocus(Math.Clamp(u, 0, Size.Width - 1), Math.Clamp(v, 0, Size.Height - 1), colour);
            }
            picture[i] = (byte)(sum / (side * side));
        }
        return picture;
    }

    private static int InFocus(int x, int y, int colour)
    {
        var grain = (uint)(((x * 73) + (y * 151) + (colour * 17)) * 2654435761L) >> 27; // 0 to 31, the same everywhere
        return 60 + (((x / 9) + (y / 7)) % 2 * 90) + ((x * 5) % 13) + (int)grain;
    }
}
