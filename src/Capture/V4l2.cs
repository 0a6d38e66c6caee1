using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace P2IKT.Live.Capture;

/// <summary>The one question that Linux must be asked about a video node: whether pictures come out of it.</summary>
internal static partial class V4l2
{
    private const uint QueryCapabilities = 0x80685600; // VIDIOC_QUERYCAP: _IOR('V', 0, struct v4l2_capability)
    private const int StructureBytes = 104;
    private const int DeviceCapabilitiesAt = 88;
    private const uint VideoCapture = 0x0000_0001;
    private const uint CaptureMultiplanar = 0x0000_1000;

    /// <summary>Whether the node captures video; null when it cannot be asked. Asking does not start the camera.</summary>
    public static bool? Captures(string node)
    {
        try
        {
            using var handle = File.OpenHandle(node, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Span<byte> answer = stackalloc byte[StructureBytes];
            if (Ask(handle, QueryCapabilities, ref MemoryMarshal.GetReference(answer)) < 0)
                return null;
            var capabilities = MemoryMarshal.Read<uint>(answer[DeviceCapabilitiesAt..]);
            return (capabilities & (VideoCapture | CaptureMultiplanar)) != 0; // codecs have flags of their own
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ask(SafeFileHandle handle, nuint request, ref byte answer);
}
