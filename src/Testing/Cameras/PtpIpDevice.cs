using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>
/// A device on the loop-back that speaks PTP over IP (ISO 15740, CIPA DC-005): its connections, the phases of a transaction, its events,
/// and the clock of its sensor. What it answers is the business of each make. It can be unplugged and plugged in again on the same port,
/// and made to misbehave (<see cref="Manners"/>).
/// </summary>
internal abstract class PtpIpDevice : IAsyncDisposable
{
    private static readonly byte[] Nothing = [];
    private readonly Lock _gate = new();
    private readonly List<PtpIpConnection> _open = [];
    private readonly long _since = Stopwatch.GetTimestamp();
    private CancellationTokenSource _power = new();
    private Task _serving = Task.CompletedTask;
    private PtpIpConnection? _events;
    private uint _sessions;

    public PtpIpManners Manners { get; } = new();

    public SimulatedLens Lens { get; } = new(TimeProvider.System);

    /// <summary>What its magnifier shows.</summary>
    public SceneCrop Crop { get; protected set; } = SceneCrop.Whole;

    public FrameSize Size { get; set; } = new(256, 168);

    public double FramesPerSecond { get; set; } = 60;

    public int Port { get; private set; }

    /// <summary>As libgphoto2 reads it: address, port of the commands, port of the events.</summary>
    public string Path => $"ptpip:127.0.0.1:{Port}:{Port}";

    public string Uri => "gphoto2:" + Path;

    /// <summary>How often somebody has opened it.</summary>
    public uint Sessions => Volatile.Read(ref _sessions);

    public void PlugIn()
    {
        _power = new CancellationTokenSource();
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _serving = ListenAsync(listener, _power.Token);
    }

    /// <summary>Cuts every connection and refuses new ones.</summary>
    public async Task Unplug()
    {
        await _power.CancelAsync().ConfigureAwait(false);
        DropConnections();
        await _serving.ConfigureAwait(false);
        SwitchOff();
    }

    /// <summary>Cuts every connection; new ones are welcome.</summary>
    public void DropConnections()
    {
        lock (_gate)
        {
            foreach (var connection in _open)
                connection.Dispose();
            _open.Clear();
            _events = null;
        }
    }

    /// <summary>Waits for the sensor's next picture, as a camera does.</summary>
    public async Task<byte[]> NextPictureAsync(CancellationToken stop)
    {
        var number = PictureNumber + 1;
        while (TimeSpan.FromSeconds(number / FramesPerSecond) - Stopwatch.GetElapsedTime(_since) is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, stop).ConfigureAwait(false); // may be early by a fraction of a millisecond
        return Picture(number);
    }

    public async ValueTask DisposeAsync()
    {
        Manners.Resume();
        await Unplug().ConfigureAwait(false);
    }

    /// <summary>What it answers to an operation: a response code, and data for those that have a data phase towards the computer.</summary>
    protected abstract Task<(ushort Code, byte[]? Data)> AnswerAsync(PtpRequest request, byte[] brought, CancellationToken stop);

    /// <summary>Whether this hands out a still, or a part of one.</summary>
    protected virtual bool ReadsAStill(PtpRequest request) => request.Code is PtpCodes.GetObject or PtpCodes.GetPartialObject;

    /// <summary>It was unplugged.</summary>
    protected abstract void SwitchOff();

    /// <summary>The sensor's picture of this number.</summary>
    protected byte[] Picture(long number)
    {
        if (Lens.Scene is not { } scene)
            return Manners.Spoil(StampedPictures.Jpeg(Size, (byte)number));
        var seconds = number / FramesPerSecond;
        return Manners.Spoil(ScenePicture.Take(Size, scene, Lens, Crop, number, _since + (long)(seconds * Stopwatch.Frequency), seconds));
    }

    /// <summary>How many pictures the sensor has made.</summary>
    protected long PictureNumber => (long)(Stopwatch.GetElapsedTime(_since).TotalSeconds * FramesPerSecond);

    /// <summary>Its own autofocus, at what the magnifier is centred on: finds what has texture.</summary>
    public void Autofocus()
    {
        if (Lens.Scene is not { Content: SceneContent.StillLife } scene)
        {
            Lens.Autofocus(null);
            return;
        }
        var optics = new SceneOptics(Size, scene, Lens);
        int x = Math.Min((int)(Crop.X * Size.Width), Size.Width - 1), y = Math.Min((int)(Crop.Y * Size.Height), Size.Height - 1);
        Lens.Autofocus(optics.PositionFor(SceneRenderer.For(Size, scene, optics).InverseDepthAt(x, y)));
    }

    protected async Task SendEventAsync(ushort code, uint parameter)
    {
        PtpIpConnection? events;
        lock (_gate)
            events = _events;
        if (events is null)
            return;
        try
        {
            var data = new PtpWriter().UInt16(code).UInt32(0xFFFF_FFFF).UInt32(parameter).ToArray();
            await events.SendAsync(PtpCodes.Event, data, _power.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Nobody listens any more.
        }
    }

    private async Task ListenAsync(TcpListener listener, CancellationToken stop)
    {
        List<Task> clients = [];
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop).ConfigureAwait(false);
                client.NoDelay = true;
                clients.RemoveAll(static served => served.IsCompleted);
                clients.Add(ServeAsync(client, stop));
            }
        }
        catch (OperationCanceledException)
        {
            listener.Stop();
            DropConnections(); // one may have come in between
            await Task.WhenAll(clients).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using var connection = new PtpIpConnection(client);
        lock (_gate)
            _open.Add(connection);
        try
        {
            var (type, _) = await connection.ReceiveAsync(stop).ConfigureAwait(false);
            if (type == PtpCodes.InitEventRequest)
                await ServeEventsAsync(connection, stop).ConfigureAwait(false);
            else if (type == PtpCodes.InitCommandRequest && Manners.Refuses)
                // Rejected initiator.
                await connection.SendAsync(PtpCodes.InitFail, new PtpWriter().UInt32(1).ToArray(), stop).ConfigureAwait(false);
            else if (type == PtpCodes.InitCommandRequest)
                await ServeCommandsAsync(connection, stop).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Unplugged, made to drop the connection, or left by the computer.
        }
        lock (_gate)
            _open.Remove(connection);
    }

    private async Task ServeEventsAsync(PtpIpConnection connection, CancellationToken stop)
    {
        lock (_gate)
            _events = connection;
        await connection.SendAsync(PtpCodes.InitEventAck, [], stop).ConfigureAwait(false);
        while (true)
            await connection.ReceiveAsync(stop).ConfigureAwait(false); // the computer says nothing here but good-bye
    }

    private async Task ServeCommandsAsync(PtpIpConnection connection, CancellationToken stop)
    {
        var session = Interlocked.Increment(ref _sessions);
        await connection.SendAsync(PtpCodes.InitCommandAck, new PtpWriter().UInt32(session).Bytes(new byte[16])
            .Bytes(System.Text.Encoding.Unicode.GetBytes("Test\0")).UInt32(0x0001_0000).ToArray(), stop).ConfigureAwait(false);
        while (true)
        {
            var (type, payload) = await connection.ReceiveAsync(stop).ConfigureAwait(false);
            if (type == PtpCodes.OperationRequest)
                await TransactAsync(connection, PtpRequest.Parse(payload), stop).ConfigureAwait(false);
        }
    }

    private async Task TransactAsync(PtpIpConnection connection, PtpRequest request, CancellationToken stop)
    {
        var brought = request.BringsData ? await connection.TakeDataAsync(stop).ConfigureAwait(false) : Nothing;
        await Manners.WhileStalled(stop).ConfigureAwait(false);
        var takes = Manners.AnswerTime
            + (request.Code == PtpCodes.GetObjectInfo ? Manners.DescribingTime
                : ReadsAStill(request) ? Manners.ReadingTime : TimeSpan.Zero);
        if (takes > TimeSpan.Zero)
            await Task.Delay(takes, stop).ConfigureAwait(false);
        var (code, data) = await AnswerAsync(request, brought, stop).ConfigureAwait(false);
        await Manners.WhileStalled(stop).ConfigureAwait(false);
        if (data is not null)
            await connection.SendDataAsync(request.Transaction, data, CutAt(request), stop).ConfigureAwait(false);
        await connection.SendAsync(
            PtpCodes.OperationResponse, new PtpWriter().UInt16(code).UInt32(request.Transaction).ToArray(), stop).ConfigureAwait(false);
    }

    private int CutAt(PtpRequest request)
    {
        if (!ReadsAStill(request) || Manners.DropsAfter == int.MaxValue)
            return int.MaxValue;
        var at = Manners.DropsAfter;
        Manners.DropsAfter = int.MaxValue;
        DropConnections();
        return at;
    }
}
