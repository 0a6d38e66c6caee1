namespace P2IKT.Live.Testing.Cameras;

/// <summary>Sony's codes beside those of PTP, under Sony's vendor id.</summary>
internal static class SonyCodes
{
    public const uint Vendor = 0x0000_0011;

    public const ushort Connect = 0x9201;
    public const ushort GetCodes = 0x9202;
    public const ushort SetProperty = 0x9205;
    public const ushort Control = 0x9207;
    public const ushort GetProperties = 0x9209;

    public const ushort AccessDenied = 0x200F;
    public const ushort ObjectAdded = 0xC201;
    public const ushort PropertyChanged = 0xC203;

    public const ushort Quality = 0x5004;
    public const ushort WhiteBalance = 0x5005;
    public const ushort FNumber = 0x5007;
    public const ushort FocusMode = 0x500A;
    public const ushort Shutter = 0xD20D; // numerator in the upper half, denominator in the lower
    public const ushort FocusFound = 0xD213;
    public const ushort FilesInMemory = 0xD215; // 0x8000 and above: so many can be fetched
    public const ushort Battery = 0xD218;
    public const ushort Iso = 0xD21E;
    public const ushort Destination = 0xD222;
    public const ushort Priority = 0xD25A;
    public const ushort NearFar = 0xD2D1;
    public const ushort HalfPress = 0xD2C1;
    public const ushort FullPress = 0xD2C2;

    public const ushort Raw = 0xB101; // ARW

    /// <summary>The handle under which the oldest file in the memory is fetched, once.</summary>
    public const uint FileInMemory = 0xFFFF_C001;

    /// <summary>The handle of the live-view picture.</summary>
    public const uint LiveViewPicture = 0xFFFF_C002;

    /// <summary>A value of <see cref="FocusMode"/>.</summary>
    public const ulong ManualFocus = 1;

    /// <summary>Values of <see cref="Destination"/>.</summary>
    public const ulong ToComputer = 1;
    public const ulong ToCard = 16;
    public const ulong ToBoth = 17;
}
