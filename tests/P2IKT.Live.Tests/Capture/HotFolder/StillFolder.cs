using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;

namespace P2IKT.Live.Tests.Capture.HotFolder;

/// <summary>A hot folder of real files, which goes with the test.</summary>
internal sealed class StillFolder : IDisposable
{
    public StillFolder() => OpenCvRuntime.Prepare();

    public string Root { get; } = Directory.CreateTempSubdirectory("p2ikt-drop-").FullName;

    public string In(string name) => Path.Combine(Root, name);

    /// <summary>A picture of one grey, in the format that the name asks for.</summary>
    public string Drop(string name, byte grey = 100, int width = 16, int height = 12)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, Scalar.All(grey));
        return Put(name, picture.ImEncode(Path.GetExtension(name).ToLowerInvariant()));
    }

    public string Put(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllBytes(In(name), content);
        return In(name);
    }

    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>A JPEG, red on the left and blue on the right, whose EXIF says how it is to be turned.</summary>
    public static byte[] Turned(ushort orientation, int width = 32, int height = 16)
    {
        var jpeg = TwoHalves(width, height);
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0,
            1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 99, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A JPEG, red on the left and blue on the right.</summary>
    public static byte[] TwoHalves(int width = 32, int height = 16)
    {
        OpenCvRuntime.Prepare();
        using var picture = new Mat(height, width, MatType.CV_8UC3, new Scalar(255, 0, 0));
        using (var left = picture[new Rect(0, 0, width / 2, height)])
            left.SetTo(new Scalar(0, 0, 255));
        return picture.ImEncode(".jpg");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
