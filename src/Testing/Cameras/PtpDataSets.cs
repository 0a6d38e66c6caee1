namespace P2IKT.Live.Testing.Cameras;

/// <summary>The data sets that every camera answers with (ISO 15740, clause 5.5 and 5.6).</summary>
internal static class PtpDataSets
{
    public static byte[] DeviceInfo(
        uint vendor, IReadOnlyCollection<ushort> operations, IReadOnlyCollection<ushort> events, IReadOnlyCollection<ushort> properties,
        string maker, string model) =>
        new PtpWriter().UInt16(100).UInt32(vendor).UInt16(100).Text("").UInt16(0)
            .Array(operations).Array(events).Array(properties)
            .Array([PtpCodes.ExifJpeg]).Array([PtpCodes.ExifJpeg])
            .Text(maker).Text(model).Text("1.0").Text("0001").ToArray();

    public static byte[] StorageInfo() =>
        new PtpWriter().UInt16(4).UInt16(2).UInt16(0).UInt64(64UL << 30).UInt64(32UL << 30).UInt32(1000).Text("card").Text("").ToArray();

    public static byte[] ObjectInfo(uint storage, TestCameraStill still) =>
        new PtpWriter().UInt32(storage).UInt16(still.Format).UInt16(0).UInt32((uint)still.Content.Length)
            .UInt16(0).UInt32(0).UInt32(0).UInt32(0).UInt32(6000).UInt32(4000).UInt32(24).UInt32(0).UInt16(0).UInt32(0).UInt32(0)
            .Text(still.Name).Text("20260101T120000").Text("20260101T120000").Text("").ToArray();

    /// <summary>What GetObjectInfo, GetPartialObject and GetObject answer.</summary>
    public static byte[] Object(PtpRequest request, uint storage, TestCameraStill still) => request.Code switch
    {
        PtpCodes.GetObjectInfo => ObjectInfo(storage, still),
        PtpCodes.GetPartialObject => Part(still.Content, (int)request[1], (int)request[2]),
        _ => still.Content,
    };

    private static byte[] Part(byte[] content, int from, int length) =>
        from >= content.Length ? [] : content.AsSpan(from, Math.Min(length, content.Length - from)).ToArray();
}
