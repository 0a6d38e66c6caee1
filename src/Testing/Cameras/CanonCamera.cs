using System.Buffers.Binary;
using System.Text;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>
/// A camera that speaks as a Canon EOS does: it reports what happened when it is asked (and all of it again when events are switched on),
/// and shoots onto its card or into its memory, from which a file is gone once the computer says that it has it.
/// </summary>
internal sealed class CanonCamera : PairCamera
{
    private const uint Storage = 0x0002_0001;
    private const uint Computer = 2; // a bit of where the live view goes
    private const uint HalfPressed = 1;
    private const uint FullyPressed = 2;
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, TestCameraStill> _memory = [];

    public CanonCamera() => PlugIn();

    /// <summary>The pixels of its sensor, in which it takes a place.</summary>
    public static FrameSize Sensor { get; } = new(6000, 4000);

    public CanonState State { get; } = new();

    public override int InMemory
    {
        get
        {
            lock (_gate)
                return _memory.Count;
        }
    }

    public bool InLiveView => (State[CanonCodes.LiveViewOutput] & Computer) != 0;

    protected override CompositeFormat Names { get; } = CompositeFormat.Parse("IMG_{0:0000}");

    protected override (string Extension, ushort Format) Raw => (".CR3", CanonCodes.Raw);

    protected override bool AlsoRaw => State.AlsoRaw;

    protected override void SwitchOff() => State.TrySet(CanonCodes.LiveViewOutput, 0);

    protected override Task StoreAsync(IReadOnlyList<TestCameraStill> files)
    {
        var keep = State[CanonCodes.Destination] == CanonCodes.ToMemory;
        foreach (var file in files)
        {
            lock (_gate)
            {
                if (keep)
                    _memory.Add(file.Handle, file);
                else
                    AddToCard(file);
            }
            State.Enqueue(keep ? CanonRecords.Transfer(file) : CanonRecords.Added(Storage, file));
        }
        State.Enqueue(CanonRecords.Status(busy: false));
        return Task.CompletedTask;
    }

    protected override async Task<(ushort Code, byte[]? Data)> AnswerAsync(PtpRequest request, byte[] brought, CancellationToken stop)
    {
        if (request.Code == CanonCodes.GetLiveView)
            return InLiveView && !Exposing
                ? (PtpCodes.Ok, LiveView(await NextPictureAsync(stop).ConfigureAwait(false)))
                : (CanonCodes.NotReady, null);
        if (request.Code == CanonCodes.DriveLens)
            return (await DriveAsync(request[0], stop).ConfigureAwait(false), null);
        if (request.Code == CanonCodes.SetProperty && Manners.SettingTime > TimeSpan.Zero)
            await Task.Delay(Manners.SettingTime, stop).ConfigureAwait(false);
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
                return Find(request[0]) is { } still
                    ? (PtpCodes.Ok, PtpDataSets.Object(request, Storage, still))
                    : (PtpCodes.InvalidObjectHandle, null);
            case CanonCodes.GetEvents:
                return (PtpCodes.Ok, State.TakeEvents());
            case CanonCodes.TransferComplete:
                lock (_gate)
                    return (_memory.Remove(request[0]) ? PtpCodes.Ok : PtpCodes.InvalidObjectHandle, null);
            case CanonCodes.SetProperty:
                var set = State.TrySet(
                    (ushort)BinaryPrimitives.ReadUInt32LittleEndian(brought.AsSpan(4)),
                    BinaryPrimitives.ReadUInt32LittleEndian(brought.AsSpan(8)));
                return (set ? PtpCodes.Ok : PtpCodes.InvalidPropertyValue, null);
            case CanonCodes.SetEventMode when request[0] != 0:
                State.EnqueueAll();
                return (PtpCodes.Ok, null);
            case CanonCodes.ReleaseOn when request[0] == HalfPressed:
                State.Enqueue(CanonRecords.InFocus());
                return (PtpCodes.Ok, null);
            case CanonCodes.ReleaseOn when request[0] == FullyPressed:
                State.Enqueue(CanonRecords.Status(busy: true));
                _ = ReleaseAsync();
                return (PtpCodes.Ok, null);
            case CanonCodes.AutoFocus:
                Autofocus();
                return (PtpCodes.Ok, null);
            case CanonCodes.Zoom:
                Crop = Crop with { Factor = request[0] is 5 or 10 ? request[0] : 1 };
                return (PtpCodes.Ok, null);
            case CanonCodes.ZoomPosition:
                const double Part = 0.2; // of the rectangle whose corner it takes; it ignores one that is outside
                double x = (double)request[0] / Sensor.Width, y = (double)request[1] / Sensor.Height;
                if (x <= 1 - Part && y <= 1 - Part)
                    Crop = Crop with { X = x + (Part / 2), Y = y + (Part / 2) };
                return (PtpCodes.Ok, null);
            case CanonCodes.EndLiveView:
                SwitchOff();
                return (PtpCodes.Ok, null);
            default:
                return (Operations.Contains(request.Code) ? PtpCodes.Ok : PtpCodes.OperationNotSupported, null);
        }
    }

    /// <summary>Near or far by one of three sizes; a lens that is switched to manual focus takes the order, and does nothing.</summary>
    private async Task<ushort> DriveAsync(uint order, CancellationToken stop)
    {
        const uint Far = 0x8000;
        if (!Lens.IsDrivable || !InLiveView || (order & ~Far) is not (>= 1 and <= 3))
            return PtpCodes.GeneralError;
        if (State[CanonCodes.FocusMode] == CanonCodes.ManualFocus)
            return PtpCodes.Ok;
        var units = Lens.StepUnits[(int)(order & ~Far) - 1];
        if (Lens.Drive((order & Far) != 0 ? units : -units) == LensAnswer.Refused)
            return PtpCodes.GeneralError;
        _ = Lens.TakeAnswer(); // it says nothing of its ends
        if (Lens.ReportsIn is var late && late > TimeSpan.Zero)
            await Task.Delay(late, stop).ConfigureAwait(false);
        return PtpCodes.Ok;
    }

    private TestCameraStill? Find(uint handle)
    {
        lock (_gate)
            return _memory.GetValueOrDefault(handle) ?? Card.FirstOrDefault(still => still.Handle == handle);
    }

    /// <summary>The picture, and a histogram behind it.</summary>
    private static byte[] LiveView(byte[] jpeg) =>
        new PtpWriter().UInt32((uint)jpeg.Length + 8).UInt32(1).Bytes(jpeg).UInt32(1024 + 8).UInt32(17).Bytes(new byte[1024]).ToArray();

    private static readonly ushort[] Operations =
    [
        PtpCodes.GetDeviceInfo, PtpCodes.OpenSession, PtpCodes.CloseSession, PtpCodes.GetStorageIds, PtpCodes.GetStorageInfo,
        PtpCodes.GetObjectHandles,
        PtpCodes.GetObjectInfo, PtpCodes.GetObject, PtpCodes.GetPartialObject, CanonCodes.GetStorageIds, CanonCodes.GetStorageInfo,
        CanonCodes.SetProperty, CanonCodes.SetRemoteMode, CanonCodes.SetEventMode, CanonCodes.GetEvents, CanonCodes.TransferComplete,
        CanonCodes.HostCapacity, CanonCodes.LockPanel, CanonCodes.UnlockPanel, CanonCodes.KeepOn, CanonCodes.ReleaseOn,
        CanonCodes.ReleaseOff,
        CanonCodes.EndLiveView, CanonCodes.GetLiveView, CanonCodes.AutoFocus, CanonCodes.DriveLens, CanonCodes.CancelAutoFocus,
        CanonCodes.Zoom, CanonCodes.ZoomPosition,
    ];

    private byte[] DeviceInfo() => PtpDataSets.DeviceInfo(
        CanonCodes.Vendor, [.. Operations.Where(code => Lens.IsDrivable || code != CanonCodes.DriveLens)], [], [],
        "Canon Inc.", "Canon EOS R8");
}
