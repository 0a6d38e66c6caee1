using System.Text;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>
/// The records in which a Canon reports what happened: size, code, and what belongs to the code, all in words of 32 bits.
/// </summary>
internal static class CanonRecords
{
    private const uint ObjectAdded = 0xC181;
    private const uint ObjectTransfer = 0xC186;
    private const uint PropertyValue = 0xC189;
    private const uint PropertyChoices = 0xC18A;
    private const uint CameraStatus = 0xC18B;
    private const uint EnumerationOfWords = 3;

    /// <summary>Without it the computer skips the last record.</summary>
    public static byte[] End { get; } = Record(0, new PtpWriter());

    public static byte[] Value(ushort property, uint value) => Record(PropertyValue, new PtpWriter().UInt32(property).UInt32(value));

    public static byte[] Choices(ushort property, IReadOnlyCollection<uint> values) =>
        Record(PropertyChoices, new PtpWriter().UInt32(property).UInt32(EnumerationOfWords).Array(values));

    /// <summary>What a shot makes: for each file a size of its own, kind, picture size, compression.</summary>
    public static byte[] Format(bool alsoRaw) =>
        Record(PropertyValue, new PtpWriter().UInt32(CanonCodes.ImageFormat).Bytes(Files(alsoRaw)));

    /// <summary>The formats that there are: a RAW and a JPEG, or a JPEG.</summary>
    public static byte[] Formats() =>
        Record(
            PropertyChoices,
            new PtpWriter().UInt32(CanonCodes.ImageFormat).UInt32(EnumerationOfWords).UInt32(2).Bytes(Files(true)).Bytes(Files(false)));

    public static byte[] Status(bool busy) => Record(CameraStatus, new PtpWriter().UInt32(busy ? 1u : 0));

    /// <summary>A file is on the card.</summary>
    public static byte[] Added(uint storage, TestCameraStill still) =>
        Record(
            ObjectAdded,
            new PtpWriter().UInt32(still.Handle).UInt32(storage).UInt32(still.Format).UInt64(0).UInt32((uint)still.Content.Length)
                .UInt32(0).UInt32(still.Handle).Bytes(Name(still)));

    /// <summary>A file is in the memory, and wants to be fetched.</summary>
    public static byte[] Transfer(TestCameraStill still) =>
        Record(
            ObjectTransfer,
            new PtpWriter().UInt32(still.Handle).UInt32(still.Format).UInt32(0).UInt32((uint)still.Content.Length).UInt32(0)
                .Bytes(Name(still)));

    /// <summary>
    /// The one focus point is in focus: sizes, version, points and those in use, picture size twice, the point's rectangle, a bit for it.
    /// </summary>
    public static byte[] InFocus() =>
        Record(PropertyValue, new PtpWriter().UInt32(CanonCodes.FocusInfo).UInt32(32).UInt16(28).UInt16(1).UInt16(1).UInt16(1)
            .UInt16(6000).UInt16(4000).UInt16(6000).UInt16(4000).UInt16(100).UInt16(100).UInt16(0).UInt16(0).UInt32(1));

    private static byte[] Files(bool alsoRaw)
    {
        var files = new PtpWriter().UInt32(alsoRaw ? 2u : 1);
        if (alsoRaw)
            files.UInt32(16).UInt32(6).UInt32(0).UInt32(4);
        return files.UInt32(16).UInt32(1).UInt32(0).UInt32(3).ToArray();
    }

    private static byte[] Name(TestCameraStill still) => Encoding.ASCII.GetBytes(still.Name.PadRight(16, '\0'));

    private static byte[] Record(uint code, PtpWriter content)
    {
        var bytes = content.ToArray();
        return new PtpWriter().UInt32((uint)bytes.Length + 8).UInt32(code).Bytes(bytes).ToArray();
    }
}
