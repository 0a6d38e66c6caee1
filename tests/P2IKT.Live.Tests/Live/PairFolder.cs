using OpenCvSharp;
using P2IKT.Live.Commands;

namespace P2IKT.Live.Tests.Live;

/// <summary>A temporary dataset of small pictures, and <c>eval</c> run on it.</summary>
internal sealed class PairFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-eval-");

    public string Root => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    public string In(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A picture of stripes and ramps, blurred when a sigma is given.</summary>
    public void Write(string file, int seed = 1, double sigma = 0, Size? size = null)
    {
        using var picture = Picture((x, y) => (byte)(x / (3 + seed) % 2 * 200), (x, y) => (byte)(y * seed), (x, y) => (byte)(x + y), size ?? new Size(80, 60));
        if (sigma > 0)
            Cv2.GaussianBlur(picture, picture, default, sigma);
        Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
        Assert.True(Cv2.ImWrite(In(file), picture));
    }

    /// <summary>A pair in source and target below a part of the folder.</summary>
    public void WritePair(string name, int seed = 1, double sigma = 1.5, string part = "")
    {
        Write(Path.Combine(part, "source", name + ".png"), seed, sigma);
        Write(Path.Combine(part, "target", name + ".png"), seed);
    }

    public void WriteText(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
        File.WriteAllText(In(file), "not a picture");
    }

    /// <summary>A map of random true radii of 2 to 4 px for an 80x60 picture.</summary>
    public void WriteBlur(string file)
    {
        using var radius = new Mat(60, 80, MatType.CV_16UC1);
        Cv2.Randu(radius, new Scalar(2 * 256), new Scalar(4 * 256));
        Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
        Assert.True(Cv2.ImWrite(In(file), radius));
    }

    public async Task<(int ExitCode, string Output, string Errors)> EvalAsync(params string[] options)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await CommandLine.RunAsync(["eval", Root, .. options], output, errors);
        return (exitCode, output.ToString(), errors.ToString());
    }

    public static Mat Picture(Func<int, int, byte> blue, Func<int, int, byte> green, Func<int, int, byte> red, Size? size = null)
    {
        var (width, height) = size is { } given ? (given.Width, given.Height) : (80, 60);
        var picture = new Mat(height, width, MatType.CV_8UC3);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                picture.Set(y, x, new Vec3b(blue(x, y), green(x, y), red(x, y)));
        }
        return picture;
    }
}
