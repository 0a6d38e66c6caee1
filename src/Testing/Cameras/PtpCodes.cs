namespace P2IKT.Live.Testing.Cameras;

/// <summary>
/// The codes that the test camera speaks: PTP (ISO 15740, clauses 10 to 13), and Nikon's for live view, under Nikon's vendor id.
/// </summary>
internal static class PtpCodes
{
    public const uint VendorNikon = 0x0000_000A;

    // Packets of PTP/IP (CIPA DC-005, table 2).
    public const uint InitCommandRequest = 1;
    public const uint InitCommandAck = 2;
    public const uint InitEventRequest = 3;
    public const uint InitEventAck = 4;
    public const uint InitFail = 5;
    public const uint OperationRequest = 6;
    public const uint OperationResponse = 7;
    public const uint Event = 8;
    public const uint StartData = 9;
    public const uint Data = 10;
    public const uint EndData = 12;

    public const ushort GetDeviceInfo = 0x1001;
    public const ushort OpenSession = 0x1002;
    public const ushort CloseSession = 0x1003;
    public const ushort GetStorageIds = 0x1004;
    public const ushort GetStorageInfo = 0x1005;
    public const ushort GetObjectHandles = 0x1007;
    public const ushort GetObjectInfo = 0x1008;
    public const ushort GetObject = 0x1009;
    public const ushort GetDevicePropDesc = 0x1014;
    public const ushort GetDevicePropValue = 0x1015;
    public const ushort SetDevicePropValue = 0x1016;
    public const ushort GetPartialObject = 0x101B;

    public const ushort NikonGetEvent = 0x90C7;
    public const ushort NikonDeviceReady = 0x90C8;
    public const ushort NikonStartLiveView = 0x9201;
    public const ushort NikonEndLiveView = 0x9202;
    public const ushort NikonGetLiveViewImage = 0x9203;
    public const ushort NikonDriveFocus = 0x9204;
    public const ushort NikonChangeAfArea = 0x9205;
    public const ushort NikonCapture = 0x9207;
    public const ushort NikonAutofocus = 0x90C1;

    public const ushort Ok = 0x2001;
    public const ushort GeneralError = 0x2002;
    public const ushort OperationNotSupported = 0x2005;
    public const ushort InvalidObjectHandle = 0x2009;
    public const ushort PropertyNotSupported = 0x200A;
    public const ushort DeviceBusy = 0x2019;
    public const ushort InvalidPropertyValue = 0x201C;
    public const ushort NikonOutOfFocus = 0xA002;
    public const ushort NikonInvalidStatus = 0xA004;
    public const ushort NikonNotInLiveView = 0xA00B;
    public const ushort NikonLensAtLimit = 0xA00C;
    public const ushort NikonStepTooSmall = 0xA00E;

    public const ushort ObjectAdded = 0x4002;
    public const ushort PropertyChanged = 0x4006;
    public const ushort StoreFull = 0x400A;
    public const ushort CaptureComplete = 0x400D;

    public const ushort BatteryLevel = 0x5001;
    public const ushort WhiteBalance = 0x5005;
    public const ushort FNumber = 0x5007;
    public const ushort FocusMode = 0x500A;
    public const ushort ExposureTime = 0x500D;
    public const ushort ExposureIndex = 0x500F;
    public const ushort CompressionSetting = 0x5004;
    public const ushort NikonExposureTime = 0xD100;
    public const ushort NikonLiveViewStatus = 0xD1A2;
    public const ushort NikonLiveViewZoom = 0xD1A3;
    public const ushort NikonLiveViewProhibited = 0xD1A4;

    public const ushort NikonObjectInMemory = 0xC101; // ObjectAddedInSDRAM

    public const ushort ExifJpeg = 0x3801;
    public const ushort Undefined = 0x3000; // what a RAW is to a Nikon

    /// <summary>The handle under which the oldest file in a Nikon's memory is fetched.</summary>
    public const uint NikonInMemory = 0xFFFF_0001;
}
