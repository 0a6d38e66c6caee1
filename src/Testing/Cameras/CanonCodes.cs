namespace P2IKT.Live.Testing.Cameras;

/// <summary>Canon's codes beside those of PTP, under Canon's vendor id.</summary>
internal static class CanonCodes
{
    public const uint Vendor = 0x0000_000B;

    public const ushort GetStorageIds = 0x9101;
    public const ushort GetStorageInfo = 0x9102;
    public const ushort SetProperty = 0x9110;
    public const ushort SetRemoteMode = 0x9114;
    public const ushort SetEventMode = 0x9115;
    public const ushort GetEvents = 0x9116;
    public const ushort TransferComplete = 0x9117;
    public const ushort HostCapacity = 0x911A;
    public const ushort LockPanel = 0x911B;
    public const ushort UnlockPanel = 0x911C;
    public const ushort KeepOn = 0x911D;
    public const ushort ReleaseOn = 0x9128;
    public const ushort ReleaseOff = 0x9129;
    public const ushort EndLiveView = 0x9152;
    public const ushort GetLiveView = 0x9153;
    public const ushort AutoFocus = 0x9154;
    public const ushort DriveLens = 0x9155;
    public const ushort Zoom = 0x9158;
    public const ushort ZoomPosition = 0x9159;
    public const ushort CancelAutoFocus = 0x9160;

    public const ushort NotReady = 0xA102;

    public const ushort Aperture = 0xD101;
    public const ushort Shutter = 0xD102;
    public const ushort Iso = 0xD103;
    public const ushort Program = 0xD105;
    public const ushort FocusMode = 0xD108;
    public const ushort WhiteBalance = 0xD109;
    public const ushort Battery = 0xD111;
    public const ushort AvailableShots = 0xD11B;
    public const ushort Destination = 0xD11C;
    public const ushort ImageFormat = 0xD120; // not one number but so many records, one for each file
    public const ushort LiveViewOutput = 0xD1B0;
    public const ushort LiveViewMode = 0xD1B1;
    public const ushort FocusInfo = 0xD1D3;

    public const ushort Raw = 0xB108; // CR3

    /// <summary>A value of <see cref="FocusMode"/>.</summary>
    public const uint ManualFocus = 3;

    /// <summary>Values of <see cref="Destination"/>.</summary>
    public const uint ToCard = 2;
    public const uint ToMemory = 4;
}
