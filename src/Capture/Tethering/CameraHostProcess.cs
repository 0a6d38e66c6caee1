using System.Diagnostics;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The program's end of a camera host: a thread reads what it says, keeps the newest picture, and passes the rest on; a thread that waits
/// for pictures also notices that the host hangs. Disposing ends the host, and returns once the camera is free.
/// </summary>
internal sealed class CameraHostProcess : IDisposable
{
    private static readonly TimeSpan ToStart = TimeSpan.FromSeconds(40); // on a machine that is busy
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3); // for the host to leave the camera in order
    private static readonly HostMessage Nothing = new();
    private readonly Process _process;
    private readonly HostPipe _pipe;
    private readonly Thread _reader;
    private readonly TimeSpan _timeout;
    private readonly Action<HostMessageType, HostMessage> _onMessage;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _news = new(0, 1);
    private byte[] _pending = []; // filled by the reading thread
    private byte[] _current = []; // the newest whole picture
    private byte[] _displayed = []; // the reader's, until its next
    private int _readyLength = -1; // none; 0: one that was broken
    private long _received = -1; // number of the newest whole picture
    private long _lastMessageAt;
    private long _timeoutTicks;
    private bool _ended;
    private bool _lost;

    /// <param name="environment">Set for the host, beside what this process has.</param>
    /// <param name="timeout">How long the host may be silent once it has said something.</param>
    /// <param name="onMessage">Receives every message, and the arrival of each picture, in order, on the reading thread.</param>
    /// <exception cref="CaptureException">It cannot be started.</exception>
    public CameraHostProcess(
        IReadOnlyDictionary<string, string>? environment, TimeSpan timeout, Action<HostMessageType, HostMessage> onMessage)
    {
        (_timeout, _onMessage) = (timeout, onMessage);
        _process = CameraHostLauncher.Start(environment);
        _pipe = new HostPipe(_process.StandardOutput.BaseStream, _process.StandardInput.BaseStream);
        RestartTimeout(ToStart);
        _reader = new Thread(Read) { Name = "camera host", IsBackground = true };
        _reader.Start();
    }

    public int Id => _process.Id;

    /// <summary>The picture that was waited for last; the waiting thread's until it waits again. Empty when it was broken.</summary>
    public ReadOnlySpan<byte> Picture => _displayed.AsSpan(0, PictureLength);

    /// <summary>Its number, counted from 0 over all that the host has sent; of a broken one, that of the picture before.</summary>
    public long PictureNumber { get; private set; } = -1;

    private int PictureLength { get; set; }

    /// <summary>Says something to the host; a host that is gone hears nothing, which its reader notices.</summary>
    public void Send(HostMessageType type, HostMessage? message = null) => Send(() => _pipe.Write(type, message));

    /// <inheritdoc cref="Send(HostMessageType, HostMessage?)"/>
    public void Send(HostMessageType type, string text) => Send(() => _pipe.WriteText(type, text));

    private static void Send(Action write)
    {
        try
        {
            write();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Noticed where its messages are waited for.
        }
    }

    /// <summary>Waits for the next picture; false when the host has ended, or hangs, or has said what need not be waited for.</summary>
    /// <exception cref="OperationCanceledException">Stopped while waiting.</exception>
    public bool WaitForPicture(CancellationToken stop, Func<bool>? isNotComing = null)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_readyLength >= 0)
                {
                    (_displayed, _current, PictureLength, PictureNumber) = (_current, _displayed, _readyLength, _received);
                    _readyLength = -1;
                    return true;
                }
                if (_ended)
                    return false;
            }
            if (isNotComing?.Invoke() == true)
                return false;
            var left = TimeSpan.FromTicks(Volatile.Read(ref _timeoutTicks)) - Stopwatch.GetElapsedTime(Volatile.Read(ref _lastMessageAt));
            if (left <= TimeSpan.Zero)
                return false;
            _news.Wait(left, stop);
        }
    }

    /// <summary>Ends the host: one that works leaves the camera in order, one that does not is killed.</summary>
    public void Dispose()
    {
        var hangs = Stopwatch.GetElapsedTime(Volatile.Read(ref _lastMessageAt)) > TimeSpan.FromTicks(Volatile.Read(ref _timeoutTicks));
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }
        if (hangs || Volatile.Read(ref _lost) || !_process.WaitForExit(Grace))
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _reader.Join(); // its pipe has ended with the process
        _process.Dispose();
        _news.Dispose();
    }

    private void Read()
    {
        try
        {
            while (_pipe.TryReadHeader(out var type, out var length))
            {
                if (type == HostMessageType.Picture)
                    TakePicture(length);
                else
                    Receive(type, length);
            }
        }
        catch (Exception) // whichever: thrown on this thread it would end the process
        {
            // It died in the middle of a message, or said what no host says.
        }
        lock (_gate)
            _ended = true;
        Wake();
        _onMessage(HostMessageType.Failed, new HostMessage { Code = Gphoto2Fault.HostGone });
    }

    private void TakePicture(int length)
    {
        if (_pending.Length < length)
            _pending = new byte[length + (length / 4)]; // pictures differ in size: room to grow, so that it becomes constant
        _pipe.ReadBytes(_pending.AsSpan(0, length));
        lock (_gate)
            (_current, _pending, _readyLength, _received) = (_pending, _current, length, _received + 1);
        RestartTimeout(_timeout);
        _onMessage(HostMessageType.Picture, Nothing);
        Wake();
    }

    private void Receive(HostMessageType type, int length)
    {
        var message = type is HostMessageType.Hello or HostMessageType.Opened
            ? new HostMessage { Text = _pipe.ReadText(length) }
            : _pipe.ReadMessage(length);
        RestartTimeout(_timeout);
        if (type == HostMessageType.BrokenPicture)
        {
            lock (_gate)
                _readyLength = 0;
        }
        if (type == HostMessageType.Failed)
            Volatile.Write(ref _lost, true);
        if (type != HostMessageType.Alive || message.Text is not null)
            _onMessage(type, message);
        Wake();
    }

    private void RestartTimeout(TimeSpan timeout)
    {
        Volatile.Write(ref _timeoutTicks, timeout.Ticks);
        Volatile.Write(ref _lastMessageAt, Stopwatch.GetTimestamp());
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_news.CurrentCount == 0)
                _news.Release();
        }
    }
}
