using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Capture;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Tests.Recording.Shoots;

/// <summary>A test with folders of its own for pictures, clips and copies, on 27 November 2026 at 14:05:09.</summary>
public abstract class ShootTest : IDisposable
{
    private protected CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 27, 14, 5, 9, TimeSpan.Zero));

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("p2ikt-shoot-").FullName;

    private protected string Pictures => Path.Combine(Folder, "pictures");

    private protected string Clips => Path.Combine(Folder, "clips");

    private protected string Copies => Path.Combine(Folder, "copies");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
    }

    private protected Shoot Begin(string session = "", string? names = null, string? list = null) =>
        new(new ShootOptions { Session = session, Names = names, ListFile = list }, Pictures, Clips, Time);

    private protected string Write(string path, string content)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    /// <summary>Names a picture of the camera, and saves it under that name.</summary>
    private protected string Take(Shoot shoot, string file, string model = "Nikon Z 8")
    {
        var path = shoot.NameStill(new CameraStill(file, Path.Combine(Pictures, file), 3), model);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "jpg");
        return Path.GetRelativePath(Pictures, path).Replace('\\', '/');
    }
}
