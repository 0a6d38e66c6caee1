using System.Diagnostics;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// Stills on their way from the camera to the disk, one after another, part by part: between two parts the live view shows a picture.
/// The parts grow or shrink to take about the time of a frame or two. A camera that hands out whole files only holds the live view up for
/// as long.
/// </summary>
/// <remarks>
/// A still that the camera held in its own memory is different: the driver has read it while it reported it, the camera has forgotten it,
/// and the driver forgets it as well when two or three more come. It is saved at once. While the disk does not take it, nothing more may be
/// asked of the driver; what else the camera has stays in the camera.
/// </remarks>
internal sealed class StillDownloads(Gphoto2Session session, string folder) : IDisposable
{
    private const int SmallestPart = 64 << 10;
    private const int LargestPart = 4 << 20;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(75);
    private static readonly TimeSpan HeldEvery = TimeSpan.FromSeconds(1);
    private readonly Queue<(string Folder, string Name)> _waiting = [];
    private readonly Queue<(string Folder, string Name)> _late = []; // taken while the camera was away: after all that it takes now
    private (string Folder, string Name)? _current;
    private readonly byte[] _part = new byte[LargestPart];
    private int _length = 512 << 10;
    private StillFile? _file;
    private long _whole;
    private (string Folder, string Name)? _held;
    private long _triedAt;

    /// <summary>Nothing waits in the camera.</summary>
    public bool Idle => _current is null && _waiting.Count + _late.Count == 0;

    /// <summary>A still that only the driver has left waits for a disk that takes it.</summary>
    public bool HoldsOne => _held is not null;

    /// <summary>Whether the camera has had a still in its memory only.</summary>
    public bool HadOneInMemory { get; private set; }

    /// <summary>The driver's own names are those of stills that it has taken out of a camera's memory.</summary>
    public static bool IsFromMemory(string folder, string name) => folder == "/" || name.StartsWith("capt", StringComparison.Ordinal);

    /// <summary>The one that <see cref="Step"/> works on; not when there is none.</summary>
    public (string Folder, string Name) Next => _current ??= _waiting.Count > 0 ? _waiting.Dequeue() : _late.Dequeue();

    /// <summary>One more; one that is late waits for all that are not.</summary>
    public void Add(string from, string name, bool isLate) => (isLate ? _late : _waiting).Enqueue((from, name));

    /// <summary>The pictures that are given up with the camera, and what to say of each.</summary>
    public IEnumerable<(string? Folder, string Name, string Problem)> Abandon()
    {
        IEnumerable<(string, string)> running = _current is { } current ? [current] : [];
        foreach (var (from, name) in running.Concat(_waiting).Concat(_late))
        {
            yield return (
                from, name, $"Picture {name} was not downloaded because the camera was lost: it is still on the camera's card, and is "
                    + "fetched when the camera is back.");
        }
        if (_held is var (_, held))
            yield return (
                null, held, $"Picture {held} is lost: it was in the camera's memory only, {folder} could not take it, and "
                    + "the camera was lost.");
    }

    /// <summary>Saves a still that only the driver has left: it is on the disk, or lost, or held.</summary>
    public (CameraStill? Still, string? Problem) TakeFromMemory(string from, string name)
    {
        HadOneInMemory = true;
        _held = (from, name);
        return SaveHeld();
    }

    /// <summary>Tries again to save the one that is held, once a second; null in between.</summary>
    public (CameraStill? Still, string? Problem)? RetryHeld() =>
        _held is null || Stopwatch.GetElapsedTime(_triedAt) < HeldEvery ? null : SaveHeld();

    /// <summary>Fetches one part; reports a still that is done, or why it was not saved.</summary>
    public (CameraStill? Still, string? Problem)? Step()
    {
        var (from, name) = Next;
        try
        {
            var done = Fetch(from, name, out var result);
            if (result >= 0 && !done)
                return null;
            _current = null;
            if (result < 0)
            {
                var reason = Gphoto2Fault.Plain(Gphoto2Session.TakeLastLibraryError() ?? Gphoto2Library.Says(result), "no reason given");
                return Dropped($"Picture {name} was not downloaded ({reason}): it is still on the camera.");
            }
            if (_file!.Length == 0)
                return Dropped($"Picture {name} was empty on the camera, and was not saved: look for it on the camera's card.");
            var bytes = _file.Length;
            var path = _file.Finish();
            _file = null;
            return (new CameraStill(name, path, bytes), null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _current = null;
            return Dropped($"Picture {name} was not saved {Because(fault)}: it is still on the camera's card; "
                + (StillFile.IsDiskFull(fault) ? "make room, and copy it from there." : "choose a folder that can be written."));
        }
    }

    public void Dispose() => _file?.Dispose();

    private bool Fetch(string from, string name, out int result)
    {
        if (_file is null)
        {
            _file = new StillFile(folder, name);
            _whole = session.LengthOf(from, name);
        }
        var began = Stopwatch.GetTimestamp();
        var wanted = (int)Math.Min(_length, _whole - _file.Length);
        var got = 0;
        result = wanted > 0 ? session.Read(from, name, _file.Length, _part.AsSpan(0, wanted), out got) : Gphoto2Fault.NotSupported;
        if (result < 0 && _file.Length == 0)
        {
            _ = Gphoto2Session.TakeLastLibraryError();
            result = session.ReadWhole(from, name, Write);
            return result >= 0;
        }
        if (result < 0)
            return false;
        _file.Write(_part.AsSpan(0, got));
        if (got == 0)
            result = Gphoto2Fault.Io; // it ends before its length: never taken for whole
        var took = Stopwatch.GetElapsedTime(began);
        _length = took < Short ? Math.Min(LargestPart, _length * 2) : took > Long ? Math.Max(SmallestPart, _length / 2) : _length;
        return _file.Length >= _whole;
    }

    private unsafe (CameraStill?, string?) SaveHeld()
    {
        var (from, name) = _held!.Value;
        StillFile? file = null;
        try
        {
            file = new StillFile(folder, name);
            var result = session.ReadWhole(from, name, (data, length) => file.Write(new ReadOnlySpan<byte>((void*)data, length)));
            var path = result >= 0 && file.Length > 0 ? file.Finish() : null;
            _held = null;
            if (path is not null)
                return (new CameraStill(name, path, file.Length), null);
            var error = result < 0 ? Gphoto2Session.TakeLastLibraryError() ?? Gphoto2Library.Says(result) : null;
            return (null, $"Picture {name} is lost: it was in the camera's memory only, and could not be read from there "
                + $"({Gphoto2Fault.Plain(error, "it was empty")}).");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _triedAt = Stopwatch.GetTimestamp();
            return (null,
                $"Picture {name} was not saved {Because(fault)}: it was in the camera's memory only, and is held until it can be; "
                + (StillFile.IsDiskFull(fault) ? "make room now." : "let the folder be written now."));
        }
        finally
        {
            file?.Dispose();
        }
    }

    private string Because(Exception fault) =>
        StillFile.IsDiskFull(fault)
            ? $"because the disk of {folder} is full"
            : $"in {folder} ({Gphoto2Fault.Plain(fault.Message, "no reason given")})";

    private unsafe void Write(nint data, int length) => _file!.Write(new ReadOnlySpan<byte>((void*)data, length));

    private (CameraStill?, string?) Dropped(string problem)
    {
        _file?.Dispose();
        _file = null;
        return (null, problem);
    }
}
