using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Capture.Webcam;

/// <summary>
/// What Linux must be asked about a video node: whether pictures come out of it, and which. Asking does not start the camera.
/// </summary>
internal static class V4l2
{
    private const uint QueryCapabilities = 0x80685600; // VIDIOC_QUERYCAP: _IOR('V', 0, struct v4l2_capability)
    private const int StructureBytes = 104;
    private const int DeviceCapabilitiesAt = 88;
    private const uint VideoCapture = 0x0000_0001;
    private const uint CaptureMultiplanar = 0x0000_1000;

    /// <summary>Whether the node captures video; null when it cannot be asked.</summary>
    public static bool? Captures(string node) => Asked<bool?>(node, null, static ask =>
    {
        Span<byte> answer = stackalloc byte[StructureBytes];
        if (ask(QueryCapabilities, answer) < 0)
            return null;
        var capabilities = MemoryMarshal.Read<uint>(answer[DeviceCapabilitiesAt..]);
        return (capabilities & (VideoCapture | CaptureMultiplanar)) != 0; // codecs have other flags
    });

    /// <summary>What the node can deliver; empty when it cannot be asked.</summary>
    public static IReadOnlyList<CameraMode> Modes(string node) => Asked(node, [], V4l2Modes.Of);

    private static T Asked<T>(string node, T otherwise, Func<V4l2Modes.Request, T> question)
    {
        try
        {
            using var handle = File.OpenHandle(node, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return question((code, structure) => LibC.DeviceControl(handle, code, ref MemoryMarshal.GetReference(structure)));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return otherwise;
        }
    }
}
