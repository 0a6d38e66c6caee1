using System.Diagnostics;

namespace P2IKT.Live.Capture.Gphoto2;

/// <summary>
/// Stills on their way from the camera to the disk, one after another, part by part: between two parts the live view shows a picture.
/// The parts grow or shrink to take about the time of a frame or two. A camera that hands out whole files only holds the live view up for as long.
/// </summary>
internal sealed class StillDownloads(Gphoto2Session session, string folder) : IDisposable
{
    private const int SmallestPart = 64 << 10;
    private const int LargestPart = 4 << 20;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(75);
    private readonly Queue<(string Folder, string Name)> _waiting = [];
    private readonly byte[] _part = new byte[LargestPart];
    private int _length = 512 << 10;
    private StillFile? _file;
    private long _whole;

    public bool Idle => _waiting.Count == 0;

    /// <summary>The name of the one that <see cref="Step"/> works on; not when there is none.</summary>
    public string Next => _waiting.Peek().Name;

    public void Add(string from, string name) => _waiting.Enqueue((from, name));

    /// <summary>The pictures that are given up with the camera, and what to say of each.</summary>
    public IEnumerable<string> Abandon() =>
        _waiting.Select(static still => $"Picture {still.Name} was not downloaded because the camera was lost: it is still on the camera's card; copy it from there.");

    /// <summary>Fetches one part; tells of a still that is done, or of what kept it from being saved.</summary>
    public (CameraStill? Still, string? Problem)? Step()
    {
        var (from, name) = _waiting.Peek();
        try
        {
            var done = Fetch(from, name, out var result);
            if (result >= 0 && !done)
                return null;
            _waiting.Dequeue();
            if (result < 0)
                return Dropped($"Picture {name} was not downloaded ({Gphoto2Fault.Plain(Gphoto2Session.TakeWords() ?? Gphoto2Library.Says(result), "no reason given")}): it is still on the camera.");
            if (_file!.Length == 0)
                return Dropped($"Picture {name} was empty on the camera, and was not saved: look for it on the camera's card.");
            var bytes = _file.Length;
            var path = _file.Finish();
            _file = null;
            return (new CameraStill(name, path, bytes), null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _waiting.Dequeue();
            return Dropped(StillFile.IsDiskFull(fault)
                ? $"Picture {name} was not saved because the disk of {folder} is full: it is still on the camera's card; make room, and copy it from there."
                : $"Picture {name} was not saved in {folder} ({Gphoto2Fault.Plain(fault.Message, "no reason given")}): it is still on the camera's card; choose a folder that can be written.");
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
            _ = Gphoto2Session.TakeWords();
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

    private unsafe void Write(nint data, int length) => _file!.Write(new ReadOnlySpan<byte>((void*)data, length));

    private (CameraStill?, string?) Dropped(string problem)
    {
        _file?.Dispose();
        _file = null;
        return (null, problem);
    }
}
