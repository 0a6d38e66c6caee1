using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>
/// A video device into which a program writes and from which others read as from a camera: the <c>v4l2loopback</c> module of Linux.
/// </summary>
/// <remarks>
/// V4L2, linux/videodev2.h: the output format is set once, to planar YUV 4:2:0 (<c>V4L2_PIX_FMT_YUV420</c>) in BT.709, limited range; each
/// <c>write</c> is then one picture.
/// </remarks>
internal sealed class VirtualCamera : IOutputSink
{
    internal const uint QueryCapabilities = 0x80685600; // VIDIOC_QUERYCAP: _IOR('V', 0, struct v4l2_capability)
    internal const uint SetFormat = 0xC0D05605; // VIDIOC_S_FMT: _IOWR('V', 5, struct v4l2_format)
    internal const uint VideoOutput = 0x0000_0002; // V4L2_CAP_VIDEO_OUTPUT
    internal const uint OutputBuffer = 2; // V4L2_BUF_TYPE_VIDEO_OUTPUT
    internal const uint Yuv420 = 0x3231_5559; // "YU12"
    internal const int CapabilityBytes = 104, FormatBytes = 208, DeviceCapabilitiesAt = 88, PictureAt = 8;
    private const uint Progressive = 1, Rec709 = 3; // V4L2_FIELD_NONE, V4L2_COLORSPACE_REC709
    private const int LimitedRange = 2; // V4L2_QUANTIZATION_LIM_RANGE

    private readonly SafeFileHandle _device;
    private readonly string _path;

    private VirtualCamera(SafeFileHandle device, string path, FrameSize size) => (_device, _path, Size) = (device, path, size);

    /// <summary>Sends a request to the driver, which writes into the structure; below zero is no.</summary>
    public delegate int Request(SafeFileHandle device, uint code, Span<byte> structure);

    /// <inheritdoc/>
    public FrameSize Size { get; }

    /// <inheritdoc/>
    public bool IsPaced => false;

    /// <inheritdoc/>
    public bool IsConnected => true;

    /// <summary>Opens a device and sets its format.</summary>
    /// <param name="path">Such as <c>/dev/video10</c>.</param>
    /// <param name="size">The size that is wanted; even. The driver may give another.</param>
    /// <param name="ask">Stands in for the system's <c>ioctl</c> in tests; null: the system's.</param>
    /// <exception cref="RecordingException">It is not there, no virtual camera, in use, or does not take pictures of this kind.</exception>
    public static VirtualCamera Open(string path, FrameSize size, Request? ask = null)
    {
        ask ??= AskSystem;
        var device = OpenDevice(path);
        try
        {
            Span<byte> capability = stackalloc byte[CapabilityBytes];
            if (ask(device, QueryCapabilities, capability) < 0
                || (BinaryPrimitives.ReadUInt32LittleEndian(capability[DeviceCapabilitiesAt..]) & VideoOutput) == 0)
            {
                throw Refuse(path, "is not a virtual camera that can be written to, or another program writes to it: load the module "
                    + "v4l2loopback and name its device");
            }
            Span<byte> format = stackalloc byte[FormatBytes];
            Describe(format, size);
            if (ask(device, SetFormat, format) < 0)
                throw Refuse(path, $"does not take pictures of {size}: a program that shows it keeps its format; close that program");
            var given = new FrameSize(Field(format, 0), Field(format, 1));
            if ((uint)Field(format, 2) != Yuv420 || given.Width % 2 != 0 || given.Height % 2 != 0 || Field(format, 4) > given.Width)
                throw Refuse(path, "keeps a format other than planar YUV 4:2:0: load v4l2loopback without a fixed format");
            return new VirtualCamera(device, path, given);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> planes)
    {
        try
        {
            RandomAccess.Write(_device, planes, fileOffset: 0); // devices have no offset: it is ignored
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new RecordingException($"the device does not take pictures ({lost.Message.TrimEnd('.')})", lost) { Subject = _path };
        }
    }

    /// <inheritdoc/>
    public void Abort()
    {
        // A write to a device takes no longer than a copy.
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private static SafeFileHandle OpenDevice(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refuse(path, "does not exist: load the module v4l2loopback (`modprobe v4l2loopback video_nr=10`)", missing);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw Refuse(path, "may not be written to: add yourself to the group 'video'", denied);
        }
        catch (IOException failed)
        {
            throw Refuse(path, $"cannot be opened ({failed.Message.TrimEnd('.')})", failed);
        }
    }

    // struct v4l2_format: the type, padding to 8 bytes, then struct v4l2_pix_format.
    private static void Describe(Span<byte> format, FrameSize size)
    {
        format.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(format, OutputBuffer);
        var luma = size.Width * size.Height;
        ReadOnlySpan<uint> picture =
        [
            (uint)size.Width, (uint)size.Height, Yuv420, Progressive, (uint)size.Width, (uint)(luma * 3 / 2), Rec709,
            0xFEEDCAFE, 0, 0, LimitedRange, // V4L2_PIX_FMT_PRIV_MAGIC: the fields behind it are valid
        ];
        for (var i = 0; i < picture.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(format[(PictureAt + (4 * i))..], picture[i]);
    }

    private static int Field(ReadOnlySpan<byte> format, int index) =>
        BinaryPrimitives.ReadInt32LittleEndian(format[(PictureAt + (4 * index))..]);

    private static int AskSystem(SafeFileHandle device, uint code, Span<byte> structure) =>
        LibC.DeviceControl(device, code, ref MemoryMarshal.GetReference(structure));

    private static RecordingException Refuse(string path, string why, Exception? inner = null) =>
        new(FaultKind.WrongUsage, $"'{path}' {why}.", inner) { Subject = path, Setting = "send" };
}
