using OpenCvSharp;

namespace P2IKT.Live.Preview.Focus.Faces;

/// <summary>
/// Finds faces and their eyes with YuNet (Wu, Peng, Yu: "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research
/// 2023) through OpenCV. One thread at a time.
/// </summary>
internal sealed class FaceDetector : IDisposable
{
    /// <summary>Most faces that are returned: as many as there can be focus points.</summary>
    public const int MaxFaces = 9;

    private const int Side = 640; // pixels of the longer side: faces of a thirtieth of it are still found
    private const float MinScore = 0.7f;
    private const float MaxOverlap = 0.3f; // intersection over union of two boxes that are two faces
    private const int Candidates = 64;

    private FaceDetectorYN? _network; // for pictures of one size
    private Size _size;

    /// <summary>Finds the faces of a picture.</summary>
    /// <param name="jpeg">The picture.</param>
    /// <returns>The largest first.</returns>
    public IReadOnlyList<Face> Detect(ReadOnlySpan<byte> jpeg)
    {
        using var picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
        var scale = Math.Min(1.0, Side / (double)Math.Max(picture.Width, picture.Height));
        var size = new Size(Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale)));
        using var small = new Mat();
        Cv2.Resize(picture, small, size, interpolation: InterpolationFlags.Area);
        using var found = new Mat(); // 15 columns: box, five landmarks, score
        NetworkFor(size).Detect(small, found);
        return [.. Enumerable.Range(0, found.Rows)
            .Select(row => FaceOf(found, row, size))
            .Where(static face => face is { Width: > 0, Height: > 0 }) // of a picture of a few pixels the network says anything
            .OrderByDescending(static face => face.Width * face.Height)
            .Take(MaxFaces)];
    }

    /// <inheritdoc/>
    public void Dispose() => _network?.Dispose();

    private static Face FaceOf(Mat found, int row, Size size)
    {
        FacePlace[] eyes = [Place(4), Place(6)];
        return new Face(
            Share(Value(0) + (Value(2) / 2), size.Width), Share(Value(1) + (Value(3) / 2), size.Height),
            Share(Value(2), size.Width), Share(Value(3), size.Height), Math.Round(Value(14), 2), [.. eyes.OrderBy(static eye => eye.X)]);

        float Value(int column) => found.At<float>(row, column);
        FacePlace Place(int column) => new(Share(Value(column), size.Width), Share(Value(column + 1), size.Height));
    }

    // A face at the edge may reach beyond the picture.
    private static double Share(float pixels, int side) => Math.Round(Math.Clamp(pixels / side, 0, 1), 4);

    private FaceDetectorYN NetworkFor(Size size)
    {
        if (_network is not null && _size == size)
            return _network;
        _network?.Dispose();
        _network = null;
        // OpenCV reads networks from files only, and knows their format by the name. This one is embedded.
        var folder = Directory.CreateTempSubdirectory("p2ikt-faces-");
        try
        {
            var file = Path.Combine(folder.FullName, "yunet.onnx");
            using (var model = typeof(FaceDetector).Assembly.GetManifestResourceStream("face_detection_yunet.onnx")!)
            using (var copy = File.Create(file))
                model.CopyTo(copy);
            _network = FaceDetectorYN.Create(file, "", size, MinScore, MaxOverlap, Candidates);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        _size = size;
        return _network;
    }
}
