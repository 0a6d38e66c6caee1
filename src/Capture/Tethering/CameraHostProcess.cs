using System.Diagnostics;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The program's end of a camera host: a thread reads what it says, keeps the newest picture, and passes the rest on; whoever waits for
/// pictures also notices that the host hangs. Disposing ends the host, and returns once the camera is free.
/// </summary>
internal sealed class CameraHostProcess : IDisposable
{
    private static readonly TimeSpan ToStart = TimeSpan.FromSeconds(40); // on a machine that is busy
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3); // for the host to leave the camera in order
    private static readonly HostNote Nothing = new();
    private readonly Process _process;
    private readonly HostPipe _pipe;
    private readonly Thread _reader;
    private readonly TimeSpan _patience;
    private readonly Action<HostWord, HostNote> _heard;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _news = new(0, 1);
    private byte[] _coming = []; // filled by the reading thread
    private byte[] _ready = []; // the newest whole picture
    private byte[] _shown = []; // the reader's, until its next
    private int _readyLength = -1; // none; 0: one that was broken
    private long _heardAt;
    private long _patienceTicks;
    private bool _ended;
    private bool _lost;

    /// <param name="environment">Set for the host, beside what this process has.</param>
    /// <param name="patience">How long the host may be silent once it has said something.</param>
    /// <param name="heard">Told of every message, and that a picture came, in their order, on the reading thread.</param>
    /// <exception cref="CaptureException">It cannot be started.</exception>
    public CameraHostProcess(IReadOnlyDictionary<string, string>? environment, TimeSpan patience, Action<HostWord, HostNote> heard)
    {
        (_patience, _heard) = (patience, heard);
        _process = CameraHostLauncher.Start(environment);
        _pipe = new HostPipe(_process.StandardOutput.BaseStream, _process.StandardInput.BaseStream);
        Heard(ToStart);
        _reader = new Thread(Read) { Name = "camera host", IsBackground = true };
        _reader.Start();
    }

    public int Id => _process.Id;

    /// <summary>The picture that was waited for last; the waiting thread's until it waits again. Empty when it was broken.</summary>
    public ReadOnlySpan<byte> Picture => _shown.AsSpan(0, PictureLength);

    private int PictureLength { get; set; }

    /// <summary>Says something to the host; a host that is gone hears nothing, which its reader notices.</summary>
    public void Say(HostWord word, HostNote? note = null) => Say(() => _pipe.Write(word, note));

    /// <inheritdoc cref="Say(HostWord, HostNote?)"/>
    public void Say(HostWord word, string text) => Say(() => _pipe.WriteText(word, text));

    private static void Say(Action write)
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
                    (_shown, _ready, PictureLength) = (_ready, _shown, _readyLength);
                    _readyLength = -1;
                    return true;
                }
                if (_ended)
                    return false;
            }
            if (isNotComing?.Invoke() == true)
                return false;
            var left = TimeSpan.FromTicks(Volatile.Read(ref _patienceTicks)) - Stopwatch.GetElapsedTime(Volatile.Read(ref _heardAt));
            if (left <= TimeSpan.Zero)
                return false;
            _news.Wait(left, stop);
        }
    }

    /// <summary>Ends the host: one that works leaves the camera in order, one that does not is killed.</summary>
    public void Dispose()
    {
        var hangs = Stopwatch.GetElapsedTime(Volatile.Read(ref _heardAt)) > TimeSpan.FromTicks(Volatile.Read(ref _patienceTicks));
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
            while (_pipe.TryReadHead(out var word, out var length))
            {
                if (word == HostWord.Picture)
                    TakePicture(length);
                else
                    Hear(word, length);
            }
        }
        catch (Exception) // whichever: thrown on this thread it would end the process
        {
            // It died in the middle of a message, or said what no host says.
        }
        lock (_gate)
            _ended = true;
        Wake();
        _heard(HostWord.Failed, new HostNote { Code = Gphoto2Fault.HostGone });
    }

    private void TakePicture(int length)
    {
        if (_coming.Length < length)
            _coming = new byte[length + (length / 4)]; // pictures differ in size: room to grow, so that it settles
        _pipe.ReadBytes(_coming.AsSpan(0, length));
        lock (_gate)
            (_ready, _coming, _readyLength) = (_coming, _ready, length);
        Heard(_patience);
        _heard(HostWord.Picture, Nothing);
        Wake();
    }

    private void Hear(HostWord word, int length)
    {
        var note = word is HostWord.Hello or HostWord.Opened ? new HostNote { Text = _pipe.ReadText(length) } : _pipe.ReadNote(length);
        Heard(_patience);
        if (word == HostWord.BrokenPicture)
        {
            lock (_gate)
                _readyLength = 0;
        }
        if (word == HostWord.Failed)
            Volatile.Write(ref _lost, true);
        if (word != HostWord.Alive || note.Text is not null)
            _heard(word, note);
        Wake();
    }

    private void Heard(TimeSpan patience)
    {
        Volatile.Write(ref _patienceTicks, patience.Ticks);
        Volatile.Write(ref _heardAt, Stopwatch.GetTimestamp());
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
