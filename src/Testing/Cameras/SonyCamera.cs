using System.Buffers.Binary;
using System.Text;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>
/// A camera that speaks as a Sony Alpha does: its pictures wait in its memory, where the computer sees how many there are and fetches the
/// oldest, which is then gone; whether they go to the card as well is a property.
/// </summary>
internal sealed class SonyCamera : PairCamera
{
    private const uint Storage = 0x0001_0001;
    private const byte Pressed = 2;
    private readonly Lock _gate = new();
    private readonly Queue<TestCameraStill> _memory = [];
    private long _shown;
    private bool _pressed;

    public SonyCamera() => PlugIn();

    public SonyState State { get; } = new();

    /// <summary>It is an older one: where its pictures go is not the computer's to say.</summary>
    public bool HasNoDestination
    {
        init
        {
            if (value)
                State.Remove(SonyCodes.Destination);
        }
    }

    /// <summary>It has no card, and so refuses to put pictures there.</summary>
    public bool HasNoCard { get; init; }

    /// <summary>A dial is turned on the camera.</summary>
    public async Task TurnAsync(ushort property, ulong value)
    {
        State[property] = value;
        await SendEventAsync(SonyCodes.PropertyChanged, property).ConfigureAwait(false);
    }

    public override int InMemory
    {
        get
        {
            lock (_gate)
                return _memory.Count;
        }
    }

    protected override CompositeFormat Names { get; } = CompositeFormat.Parse("DSC{0:00000}");

    protected override (string Extension, ushort Format) Raw => (".ARW", SonyCodes.Raw);

    protected override bool AlsoRaw => State.AlsoRaw;

    protected override bool ReadsAStill(PtpRequest request) => base.ReadsAStill(request) && request[0] != SonyCodes.LiveViewPicture;

    protected override void SwitchOff()
    {
        lock (_gate)
            _memory.Clear();
    }

    protected override async Task StoreAsync(IReadOnlyList<TestCameraStill> files)
    {
        lock (_gate)
        {
            var destination = State[SonyCodes.Destination] ?? SonyCodes.ToComputer;
            if ((destination & SonyCodes.ToCard) != 0)
                AddToCard([.. files]);
            if (destination == SonyCodes.ToCard)
                return;
            foreach (var file in files)
                _memory.Enqueue(file);
        }
        await SendEventAsync(SonyCodes.ObjectAdded, SonyCodes.FileInMemory).ConfigureAwait(false);
    }

    protected override async Task<(ushort Code, byte[]? Data)> AnswerAsync(PtpRequest request, byte[] brought, CancellationToken stop)
    {
        if (request.Code is SonyCodes.SetProperty or SonyCodes.Control && Manners.SettingTime > TimeSpan.Zero)
            await Task.Delay(Manners.SettingTime, stop).ConfigureAwait(false);
        if (request.Code == SonyCodes.Control && request[0] == SonyCodes.NearFar)
            return (await DriveAsync(BinaryPrimitives.ReadInt16LittleEndian(brought), stop).ConfigureAwait(false), null);
        lock (_gate)
            return Answer(request, brought);
    }

    private (ushort Code, byte[]? Data) Answer(PtpRequest request, byte[] brought)
    {
        switch (request.Code)
        {
            case PtpCodes.GetDeviceInfo:
                return (PtpCodes.Ok, DeviceInfo());
            case PtpCodes.GetStorageIds:
                return (PtpCodes.Ok, new PtpWriter().Array([Storage]).ToArray());
            case PtpCodes.GetStorageInfo:
                return (PtpCodes.Ok, PtpDataSets.StorageInfo());
            case PtpCodes.GetObjectHandles:
                // Its card is not shown to a computer that controls it.
                return (PtpCodes.Ok, new PtpWriter().Array(Array.Empty<uint>()).ToArray());
            case PtpCodes.GetObjectInfo or PtpCodes.GetObject when request[0] == SonyCodes.LiveViewPicture:
                return LiveView(request);
            case PtpCodes.GetObjectInfo or PtpCodes.GetObject when request[0] == SonyCodes.FileInMemory:
                return File(request);
            case SonyCodes.Connect:
                return (PtpCodes.Ok, new byte[8]);
            case SonyCodes.GetCodes:
                ushort[] controls = [SonyCodes.HalfPress, SonyCodes.FullPress, .. Lens.IsDrivable ? (ushort[])[SonyCodes.NearFar] : []];
                return (PtpCodes.Ok, new PtpWriter().UInt16(200).Array(State.Codes).Array(controls).ToArray());
            case SonyCodes.GetProperties:
                State[SonyCodes.FilesInMemory] = _memory.Count == 0 ? 0u : 0x8000 + (uint)_memory.Count;
                return (PtpCodes.Ok, State.List(Lens.IsDrivable));
            case SonyCodes.SetProperty when HasNoCard && request[0] == SonyCodes.Destination:
                return (PtpCodes.InvalidPropertyValue, null);
            case SonyCodes.SetProperty when request[0] == SonyCodes.NearFar && Lens.IsDrivable:
                return (PtpCodes.Ok, null); // the driver sets what it has driven as a property, too
            case SonyCodes.SetProperty:
                return (State.TrySet((ushort)request[0], brought) ? PtpCodes.Ok : PtpCodes.InvalidPropertyValue, null);
            case SonyCodes.Control:
                Control((ushort)request[0], brought);
                return (PtpCodes.Ok, null);
            default:
                return (Operations.Contains(request.Code) ? PtpCodes.Ok : PtpCodes.OperationNotSupported, null);
        }
    }

    /// <summary>Its buttons, and what a dial does: so many values up or down.</summary>
    private void Control(ushort code, byte[] brought)
    {
        switch (code)
        {
            case SonyCodes.HalfPress:
                State[SonyCodes.FocusFound] = brought[0]; // 1 and 2 there as well: nothing, in focus
                break;
            case SonyCodes.FullPress:
                if (brought[0] == Pressed && !_pressed)
                    _ = ReleaseAsync();
                _pressed = brought[0] == Pressed;
                break;
            default:
                State.Step(code, (sbyte)brought[0]);
                break;
        }
    }

    /// <summary>
    /// Near when negative, by one of three sizes, or hold; other values do nothing, nor does any while it focuses by itself.
    /// </summary>
    private async Task<ushort> DriveAsync(short order, CancellationToken stop)
    {
        if (!Lens.IsDrivable)
            return PtpCodes.InvalidPropertyValue;
        if (order == 0)
            Lens.Hold();
        var size = Array.IndexOf([1, 3, 7], Math.Abs((int)order));
        if (size < 0 || State[SonyCodes.FocusMode] != SonyCodes.ManualFocus)
            return PtpCodes.Ok;
        if (Lens.Drive(Math.Sign(order) * Lens.StepUnits[size]) == LensAnswer.Refused)
            return PtpCodes.GeneralError;
        _ = Lens.TakeAnswer(); // it says nothing of its ends
        if (Lens.ReportsIn is var late && late > TimeSpan.Zero)
            await Task.Delay(late, stop).ConfigureAwait(false);
        return PtpCodes.Ok;
    }

    /// <summary>One picture of the sensor at most once: a request that is early gets that answer.</summary>
    private (ushort, byte[]?) LiveView(PtpRequest request)
    {
        if (Exposing)
            return (PtpCodes.InvalidObjectHandle, null);
        if (request.Code == PtpCodes.GetObjectInfo)
            return (PtpCodes.Ok, PtpDataSets.ObjectInfo(Storage, new TestCameraStill(SonyCodes.LiveViewPicture, "", [])));
        if (PictureNumber == _shown)
            return (SonyCodes.AccessDenied, null);
        _shown = PictureNumber;
        var jpeg = Picture(_shown);
        const uint HeaderBytes = 136; // where the JPEG is, where the focus frames are, and those
        return (PtpCodes.Ok, new PtpWriter().UInt32(HeaderBytes).UInt32((uint)jpeg.Length).UInt32(16).UInt32(HeaderBytes - 16)
            .Bytes(new byte[HeaderBytes - 16]).Bytes(jpeg).ToArray());
    }

    private (ushort, byte[]?) File(PtpRequest request)
    {
        if (!_memory.TryPeek(out var file))
            return (PtpCodes.InvalidObjectHandle, null);
        if (Fails(request))
            return (PtpCodes.GeneralError, null);
        if (request.Code == PtpCodes.GetObject)
            _memory.Dequeue();
        return (PtpCodes.Ok, PtpDataSets.Object(request, Storage, file));
    }

    private static readonly ushort[] Operations =
    [
        PtpCodes.GetDeviceInfo, PtpCodes.OpenSession, PtpCodes.CloseSession, PtpCodes.GetStorageIds, PtpCodes.GetStorageInfo,
        PtpCodes.GetObjectHandles,
        PtpCodes.GetObjectInfo, PtpCodes.GetObject, SonyCodes.Connect, SonyCodes.GetCodes, SonyCodes.SetProperty, SonyCodes.Control,
        SonyCodes.GetProperties,
    ];

    private static byte[] DeviceInfo() =>
        PtpDataSets.DeviceInfo(SonyCodes.Vendor, Operations, [SonyCodes.ObjectAdded], [], "Sony Corporation", "ILCE-7M3");
}
