using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

/// <summary>
/// A test with the real libgphoto2, in its real host process, at a camera on the loop-back. Its settings and pictures go to a folder of
/// their own; it ends with every frame back and every host gone.
/// </summary>
public abstract class TetheredTest : FrameTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60); // a busy machine starts processes slowly
    private readonly List<int> _hosts = [];

    protected TetheredTest() =>
        Assert.SkipUnless(NativeLibrary.TryLoad("libgphoto2.so.6", out _), "libgphoto2 is not installed (Debian, Ubuntu: libgphoto2-6).");

    private protected PtpIpCamera Camera { get; } = new();

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("p2ikt-tether-").FullName;

    private protected string Stills => Path.Combine(Folder, "stills");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Camera.Manners.Resume(); // so that the host can take its leave
        await base.DisposeAsync();
        await Camera.DisposeAsync();
        Assert.All(_hosts, static id => Assert.False(IsHost(id), "A camera host outlived its source."));
        Directory.Delete(Folder, recursive: true);
    }

    private protected SourceOptions Tethered(TimeSpan? timeout = null, string? library = null)
    {
        var environment = new Dictionary<string, string> { ["HOME"] = Folder };
        if (library is not null)
            environment["P2IKT_LIBGPHOTO2"] = library;
        return Options() with
        {
            StillsFolder = Stills,
            Gphoto2 = new Gphoto2Options { Timeout = timeout ?? TimeSpan.FromSeconds(20), HostEnvironment = environment },
        };
    }

    /// <summary>Its user has chosen that pictures stay in the camera's memory, as libgphoto2 keeps that.</summary>
    private protected void ChooseMemory()
    {
        Directory.CreateDirectory(Path.Combine(Folder, ".gphoto"));
        File.WriteAllText(Path.Combine(Folder, ".gphoto", "settings"), "ptp2=capturetarget=sdram\n");
    }

    private protected FrameSource OpenCamera(TimeSpan? timeout = null) => OpenTethered(Camera, timeout);

    private protected FrameSource OpenTethered(PtpIpDevice camera, TimeSpan? timeout = null)
    {
        var source = Track(FrameSources.Open(camera.Uri, Tethered(timeout)));
        Note(source);
        return source;
    }

    /// <summary>Starts the source, and gives the numbers that stand in its frames, as they come.</summary>
    private protected ChannelReader<byte> Watch(FrameSource source)
    {
        var numbers = Channel.CreateUnbounded<byte>();
        source.Frames.Subscribe(
            frame => numbers.Writer.TryWrite(StampedPictures.NumberOf(frame)),
            error => numbers.Writer.TryComplete(error), () => numbers.Writer.TryComplete());
        source.Start();
        return numbers.Reader;
    }

    private protected async Task<byte> Next(ChannelReader<byte> numbers) => await numbers.ReadAsync(Cancel).AsTask().WaitAsync(Timeout, Cancel);

    /// <summary>Drops the numbers that came so far, and waits for a new one.</summary>
    private protected async Task<byte> NextNew(ChannelReader<byte> numbers)
    {
        while (numbers.TryRead(out _))
        {
        }
        return await Next(numbers);
    }

    private protected async Task UntilConnection(FrameSource source, ConnectionState wanted)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watching = source.Connection.Subscribe(state =>
        {
            if (state == wanted)
                reached.TrySetResult();
        });
        await reached.Task.WaitAsync(Timeout, Cancel);
        Note(source);
    }

    /// <summary>The process that serves the camera now; 0: none.</summary>
    private protected static int HostOf(FrameSource source) => ((TetheredCamera)source.Camera!).HostId;

    private protected void Note(FrameSource source)
    {
        if (HostOf(source) is > 0 and var id && !_hosts.Contains(id))
            _hosts.Add(id);
    }

    /// <summary>The content of a picture: noise, another one for each seed.</summary>
    private protected static byte[] Noise(int seed, int length)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private protected static bool IsHost(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains(CameraHost.Command, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // gone
        }
    }

    private protected static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
