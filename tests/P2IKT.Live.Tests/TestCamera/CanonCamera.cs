using System.Buffers.Binary;
using System.Text;

namespace P2IKT.Live.Tests.TestCamera;

/// <summary>
/// A camera that speaks as a Canon EOS does: it tells what happened when it is asked (and all of it again when events are switched on),
/// and shoots onto its card or into its memory, from which a file is gone once the computer says that it has it.
/// </summary>
internal sealed class CanonCamera : PairCamera
{
    private const uint Storage = 0x0002_0001;
    private const uint Computer = 2; // a bit of where the live view goes
    private const uint HalfPressed = 1;
    private const uint FullyPressed = 2;
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _events = [];
    private readonly Dictionary<uint, TestCameraStill> _memory = [];
    private readonly List<TestCameraStill> _card = [];
    private readonly Dictionary<ushort, (uint Value, uint[] Choices)> _properties = new()
    {
        [CanonCodes.Aperture] = (0x30, [0x28, 0x30, 0x38]), // 4, 5.6, 8
        [CanonCodes.Shutter] = (0x70, [0x68, 0x70, 0x78]), // 1/60, 1/125, 1/250
        [CanonCodes.Iso] = (0x48, [0x48, 0x50, 0x58, 0x60]), // 100 to 800
        [CanonCodes.Program] = (3, []), // manual
        [CanonCodes.FocusMode] = (0, [0, 1, 2]),
        [CanonCodes.WhiteBalance] = (0, [0, 1, 2]),
        [CanonCodes.Battery] = (2, []),
        [CanonCodes.AvailableShots] = (1000, []),
        [CanonCodes.Destination] = (CanonCodes.ToCard, [CanonCodes.ToCard, CanonCodes.ToMemory]),
        [CanonCodes.LiveViewOutput] = (0, []),
        [CanonCodes.LiveViewMode] = (0, [0, 1]),
    };

    public CanonCamera() => PlugIn();

    public override int InMemory
    {
        get
        {
            lock (_gate)
                return _memory.Count;
        }
    }

    public IReadOnlyList<TestCameraStill> Card
    {
        get
        {
            lock (_gate)
                return [.. _card];
        }
    }

    public bool InLiveView => (this[CanonCodes.LiveViewOutput] & Computer) != 0;

    /// <summary>The value of a property.</summary>
    public uint this[ushort property]
    {
        get
        {
            lock (_gate)
                return _properties[property].Value;
        }
    }

    protected override CompositeFormat Names { get; } = CompositeFormat.Parse("IMG_{0:0000}");

    protected override (string Extension, ushort Format) Raw => (".CR3", CanonCodes.Raw);

    protected override void SwitchOff() => TrySet(CanonCodes.LiveViewOutput, 0);

    protected override Task StoreAsync(IReadOnlyList<TestCameraStill> files)
    {
        lock (_gate)
        {
            var keep = _properties[CanonCodes.Destination].Value == CanonCodes.ToMemory;
            foreach (var file in files)
            {
                if (keep)
                    _memory.Add(file.Handle, file);
                else
                    _card.Add(file);
                _events.Enqueue(keep ? CanonRecords.Transfer(file) : CanonRecords.Added(Storage, file));
            }
            _events.Enqueue(CanonRecords.Status(busy: false));
        }
        return Task.CompletedTask;
    }

    protected override async Task<(ushort Code, byte[]? Data)> AnswerAsync(PtpRequest request, byte[] brought, CancellationToken stop)
    {
        if (request.Code == CanonCodes.GetLiveView)
            return InLiveView && !Exposing ? (PtpCodes.Ok, LiveView(await NextPictureAsync(stop))) : (CanonCodes.NotReady, null);
        if (request.Code == CanonCodes.SetProperty && Manners.SettingTime > TimeSpan.Zero)
            await Task.Delay(Manners.SettingTime, stop);
        return Answer(request, brought);
    }

    private (ushort Code, byte[]? Data) Answer(PtpRequest request, byte[] brought)
    {
        switch (request.Code)
        {
            case PtpCodes.GetDeviceInfo:
                return (PtpCodes.Ok, DeviceInfo());
            case PtpCodes.GetStorageIds or CanonCodes.GetStorageIds:
                return (PtpCodes.Ok, new PtpWriter().Array([Storage]).ToArray());
            case PtpCodes.GetStorageInfo or CanonCodes.GetStorageInfo:
                return (PtpCodes.Ok, PtpDataSets.StorageInfo());
            case PtpCodes.GetObjectHandles:
                return (PtpCodes.Ok, new PtpWriter().Array([.. Card.Select(still => still.Handle)]).ToArray());
            case PtpCodes.GetObjectInfo or PtpCodes.GetObject or PtpCodes.GetPartialObject:
                if (Fails(request))
                    return (PtpCodes.GeneralError, null);
                return Find(request[0]) is { } still ? (PtpCodes.Ok, PtpDataSets.Object(request, Storage, still)) : (PtpCodes.InvalidObjectHandle, null);
            case CanonCodes.GetEvents:
                return (PtpCodes.Ok, TakeEvents());
            case CanonCodes.TransferComplete:
                lock (_gate)
                    return (_memory.Remove(request[0]) ? PtpCodes.Ok : PtpCodes.InvalidObjectHandle, null);
            case CanonCodes.SetProperty:
                var set = TrySet((ushort)BinaryPrimitives.ReadUInt32LittleEndian(brought.AsSpan(4)), BinaryPrimitives.ReadUInt32LittleEndian(brought.AsSpan(8)));
                return (set ? PtpCodes.Ok : PtpCodes.InvalidPropertyValue, null);
            case CanonCodes.SetEventMode when request[0] != 0:
                TellAll();
                return (PtpCodes.Ok, null);
            case CanonCodes.ReleaseOn when request[0] == HalfPressed:
                Tell(CanonRecords.InFocus());
                return (PtpCodes.Ok, null);
            case CanonCodes.ReleaseOn when request[0] == FullyPressed:
                Tell(CanonRecords.Status(busy: true));
                _ = ReleaseAsync();
                return (PtpCodes.Ok, null);
            case CanonCodes.EndLiveView:
                SwitchOff();
                return (PtpCodes.Ok, null);
            default:
                return (Operations.Contains(request.Code) ? PtpCodes.Ok : PtpCodes.OperationNotSupported, null);
        }
    }

    private TestCameraStill? Find(uint handle)
    {
        lock (_gate)
            return _memory.GetValueOrDefault(handle) ?? _card.Find(still => still.Handle == handle);
    }

    private void Tell(byte[] record)
    {
        lock (_gate)
            _events.Enqueue(record);
    }

    private byte[] TakeEvents()
    {
        var told = new PtpWriter();
        lock (_gate)
        {
            while (_events.TryDequeue(out var record))
                told.Bytes(record);
        }
        return told.Bytes(CanonRecords.End).ToArray();
    }

    private void TellAll()
    {
        lock (_gate)
        {
            foreach (var (property, (value, choices)) in _properties)
            {
                _events.Enqueue(CanonRecords.Value(property, value));
                if (choices.Length > 0)
                    _events.Enqueue(CanonRecords.Choices(property, choices));
            }
        }
    }

    private bool TrySet(ushort property, uint value)
    {
        lock (_gate)
        {
            if (!_properties.TryGetValue(property, out var now) || (now.Choices.Length > 0 && !now.Choices.Contains(value)))
                return false;
            _properties[property] = (value, now.Choices);
            _events.Enqueue(CanonRecords.Value(property, value));
            return true;
        }
    }

    /// <summary>The picture, and a histogram behind it.</summary>
    private static byte[] LiveView(byte[] jpeg) =>
        new PtpWriter().UInt32((uint)jpeg.Length + 8).UInt32(1).Bytes(jpeg).UInt32(1024 + 8).UInt32(17).Bytes(new byte[1024]).ToArray();

    private static readonly ushort[] Operations =
    [
        PtpCodes.GetDeviceInfo, PtpCodes.OpenSession, PtpCodes.CloseSession, PtpCodes.GetStorageIds, PtpCodes.GetStorageInfo, PtpCodes.GetObjectHandles,
        PtpCodes.GetObjectInfo, PtpCodes.GetObject, PtpCodes.GetPartialObject, CanonCodes.GetStorageIds, CanonCodes.GetStorageInfo,
        CanonCodes.SetProperty, CanonCodes.SetRemoteMode, CanonCodes.SetEventMode, CanonCodes.GetEvents, CanonCodes.TransferComplete,
        CanonCodes.HostCapacity, CanonCodes.LockPanel, CanonCodes.UnlockPanel, CanonCodes.KeepOn, CanonCodes.ReleaseOn, CanonCodes.ReleaseOff,
        CanonCodes.EndLiveView, CanonCodes.GetLiveView, CanonCodes.AutoFocus, CanonCodes.DriveLens, CanonCodes.CancelAutoFocus,
    ];

    private static byte[] DeviceInfo() => PtpDataSets.DeviceInfo(CanonCodes.Vendor, Operations, [], [], "Canon Inc.", "Canon EOS R8");
}
