using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Outputs;

namespace P2IKT.Live.Tests.Recording.Outputs;

/// <summary>
/// The virtual camera on a fake device: a file takes the pictures, the test answers the driver's requests. A real <c>v4l2loopback</c> needs a
/// kernel module.
/// </summary>
public sealed class VirtualCameraTests : OutputTest
{
    private static readonly FrameSize Size = new(64, 48);

    private readonly string _device = Path.Combine(Directory.CreateTempSubdirectory("device").FullName, "video10");
    private readonly List<(uint Code, byte[] Structure)> _requests = [];

    public VirtualCameraTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "V4L2 is of Linux.");
        File.WriteAllBytes(_device, []);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_device)!, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Open_OfADevice_SetsItsFormat()
    {
        using (var camera = VirtualCamera.Open(_device, Size, Driver()))
            Assert.Equal(Size, camera.Size);
        Assert.Equal([VirtualCamera.QueryCapabilities, VirtualCamera.SetFormat], _requests.Select(static request => request.Code));
        Assert.Equal([104, 208], _requests.Select(static request => request.Structure.Length)); // as their codes say
        Assert.Equal([104u, 208u], _requests.Select(static request => (request.Code >> 16) & 0x3FFF));
        var format = _requests[1].Structure;
        Assert.Equal(VirtualCamera.OutputBuffer, BinaryPrimitives.ReadUInt32LittleEndian(format));
        var fields = Enumerable.Range(0, 7).Select(i => BinaryPrimitives.ReadUInt32LittleEndian(format.AsSpan(8 + (4 * i))));
        Assert.Equal([64u, 48u, 0x32315559u, 1u, 64u, 64u * 48 * 3 / 2, 3u], fields);
        Assert.Equal("YU12"u8, format.AsSpan(16, 4));
    }

    [Fact]
    public async Task Output_WritesEachPictureWhole_AndTheLastOneAgainWhileNoneComes()
    {
        using (var output = Begin(size => VirtualCamera.Open(_device, size, Driver())))
        {
            await SendUntilAsync(Size, 200, () => output.State.Frames > 0, "the first is written");
            await Poll.UntilAsync(() => output.State.Frames > 12, "the last one is repeated");
            Assert.Equal(OutputPhase.Sending, output.State.Phase);
        }
        var planes = new YuvPicture(Size);
        planes.Convert(Enumerable.Repeat((byte)200, 64 * 48 * 3).ToArray());
        Assert.Equal(planes.Planes.ToArray(), File.ReadAllBytes(_device)); // a file has an offset, so one lies over the other
    }

    [Fact]
    public async Task Output_OfAnotherSizeThanTheDevice_FitsThePictureIn()
    {
        using (var output = Begin(size => VirtualCamera.Open(_device, size, Driver(given: new FrameSize(96, 48)))))
            await SendUntilAsync(Size, 235, () => output.State.Frames > 2, "some are written");
        var luma = File.ReadAllBytes(_device).AsSpan(0, 96 * 48);
        Assert.Equal(96 * 48 * 3 / 2, new FileInfo(_device).Length);
        Assert.InRange(luma[(24 * 96) + 2], 15, 17); // black at its side
        Assert.InRange(luma[(24 * 96) + 48], 210, 236);
    }

    [Fact]
    public async Task Output_OfAStreamThatChangesItsSize_GoesOn()
    {
        using var output = Begin(size => VirtualCamera.Open(_device, size, Driver()));
        await SendUntilAsync(Size, 100, () => output.State.Frames > 0, "the first is written");
        var frames = output.State.Frames;
        await SendUntilAsync(new FrameSize(33, 47), 100, () => output.State.Frames > frames + 3, "others are written");
        Assert.Equal(0, output.State.Failures);
        Assert.Equal(64 * 48 * 3 / 2, new FileInfo(_device).Length);
    }

    [Fact]
    public async Task Output_ToADeviceThatRefusesWrites_IsTriedAgainAndToldOnce()
    {
        using var output = Begin(size => VirtualCamera.Open("/dev/full", size, Driver()));
        await SendUntilAsync(Size, 100, () => output.State.Failures > 2, "it is tried again");
        Assert.Contains("does not take pictures", output.State.Message, StringComparison.Ordinal);
        Assert.Contains("/dev/video10", Assert.Single(Heard()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 0u, "is not a virtual camera")] // a real camera
    [InlineData(false, 2u, "a program that shows it keeps its format")]
    public void Open_OfWhatTakesNoPictures_IsRefused(bool takesFormat, uint capabilities, string why)
    {
        var refused = Assert.Throws<RecordingException>(() => VirtualCamera.Open(_device, Size, Driver(capabilities, takesFormat)));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal("send", refused.Setting);
    }

    [Fact]
    public void Open_OfAFixedFormat_IsRefused()
    {
        var refused = Assert.Throws<RecordingException>(() => VirtualCamera.Open(_device, Size, Driver(pixelFormat: 0x56595559)));
        Assert.Contains("planar YUV", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/no-such-device", "does not exist")]
    [InlineData("/dev/null", "is not a virtual camera")] // the system's own answer to the request
    [InlineData("/dev/shm", "")]
    public void Open_OfNoVideoDevice_IsRefused(string path, string why)
    {
        var refused = Assert.Throws<RecordingException>(() => VirtualCamera.Open(path, Size));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    private LiveOutput Begin(Func<FrameSize, IOutputSink> open)
    {
        var output = new LiveOutput(Frames, OutputTarget.Parse("/dev/video10"), new FrameRate(30, 1), (size, _) => open(size),
            TimeSpan.FromMilliseconds(10));
        Hear(output.Notices);
        return output;
    }

    private VirtualCamera.Request Driver(
        uint capabilities = VirtualCamera.VideoOutput, bool takesFormat = true, FrameSize? given = null, uint pixelFormat = VirtualCamera.Yuv420) =>
        (SafeFileHandle _, uint code, Span<byte> structure) =>
        {
            _requests.Add((code, structure.ToArray()));
            switch (code)
            {
                case VirtualCamera.QueryCapabilities:
                    BinaryPrimitives.WriteUInt32LittleEndian(structure[VirtualCamera.DeviceCapabilitiesAt..], capabilities);
                    return 0;
                case VirtualCamera.SetFormat when takesFormat:
                    BinaryPrimitives.WriteUInt32LittleEndian(structure[(VirtualCamera.PictureAt + 8)..], pixelFormat);
                    if (given is { } size)
                    {
                        BinaryPrimitives.WriteInt32LittleEndian(structure[VirtualCamera.PictureAt..], size.Width);
                        BinaryPrimitives.WriteInt32LittleEndian(structure[(VirtualCamera.PictureAt + 4)..], size.Height);
                        BinaryPrimitives.WriteInt32LittleEndian(structure[(VirtualCamera.PictureAt + 16)..], size.Width);
                    }
                    return 0;
                default:
                    return -1;
            }
        };
}
