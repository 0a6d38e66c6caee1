namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// A release that waits for its files. No camera says which files are whose, nor how many come: a RAW and its JPEG share a name, so does a
/// late file with the shot before, and most cameras report when they are done.
/// </summary>
/// <param name="command">The order that it answers.</param>
/// <param name="before">The <see cref="NameOf"/> of the file that came last before the release; null when there is none.</param>
/// <param name="makesTwo">Whether the camera is set to write two files.</param>
/// <param name="time">The clock.</param>
internal sealed class PendingShot(int command, string? before, bool makesTwo, TimeProvider time)
{
    public const string CardFull = "The camera's card is full: put in another one, or make room on it; what was being "
        + "exposed may not be saved.";
    private const string NoPicture = "The camera was released, but no picture came: check that it can focus, and that its card has room.";
    private static readonly TimeSpan QuietWhenDone = TimeSpan.FromSeconds(0.5); // some say so between the two files
    private static readonly TimeSpan QuietOtherwise = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan SecondDue = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PictureDue = TimeSpan.FromSeconds(75); // the longest exposure and its dark frame
    private readonly List<string> _expected = [];
    private readonly List<CameraStill> _files = [];
    private string? _problem;
    private string? _name;
    private bool _isDone;
    private bool _cardIsFull;
    private long _newsAt = time.GetTimestamp();

    /// <summary>Nothing has come of it so far.</summary>
    public bool IsEmpty => _expected.Count == 0 && _files.Count == 0 && _problem is null;

    /// <summary>
    /// What a file shares with the others of its shot; null for one out of the camera's memory, which the driver numbers through.
    /// </summary>
    public static string? NameOf(string folder, string file) =>
        StillDownloads.IsFromMemory(folder, file) ? null : Path.GetFileNameWithoutExtension(file);

    /// <summary>A file has come: it is of this shot, unless it is late and of the one before.</summary>
    public void Take(string folder, string file)
    {
        var name = NameOf(folder, file);
        if (name is not null && name == before)
            return;
        if (_isDone && name is not null && _name is not null && name != _name)
        {
            _expected.Clear(); // those were of the camera's own button, pressed just before
            _files.Clear();
            (_problem, _isDone) = (null, false);
        }
        _name = name;
        _expected.Add(file);
        _newsAt = time.GetTimestamp();
    }

    /// <summary>A file is on the disk, or why it is not; files of other shots change nothing.</summary>
    public void End(string file, CameraStill? still, string? problem)
    {
        if (!_expected.Remove(file))
            return;
        if (still is not null)
            _files.Add(still);
        else
            _problem ??= problem;
    }

    /// <summary>The camera says that it is done with a shot.</summary>
    public void Done()
    {
        _isDone = true;
        _newsAt = time.GetTimestamp();
    }

    /// <summary>The camera says that its card is full.</summary>
    public void FillCard()
    {
        _cardIsFull = true;
        Done();
    }

    /// <summary>The answer to the order; null while something may still come.</summary>
    public (HostMessageType Type, HostMessage Message)? Answer()
    {
        var quiet = time.GetElapsedTime(_newsAt);
        var due = IsEmpty && !_cardIsFull ? PictureDue
            : makesTwo && _files.Count == 1 && !_cardIsFull ? SecondDue
            : _isDone ? QuietWhenDone : QuietOtherwise;
        if (_expected.Count > 0 || quiet < due)
            return null;
        return (_problem ?? (IsEmpty ? _cardIsFull ? CardFull : NoPicture : null)) is { } refusal
            ? (HostMessageType.Refused, new HostMessage { Command = command, Text = refusal })
            : (HostMessageType.Released, new HostMessage { Command = command, Files = [.. _files] });
    }
}
