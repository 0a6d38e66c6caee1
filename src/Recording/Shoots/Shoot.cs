using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// A shoot: the folder of its session, the names of its pictures, clips and snapshots, and the shot list whose current entry names the next
/// ones. What is changed holds for what comes next. Thread-safe.
/// </summary>
public sealed class Shoot
{
    /// <summary>The names of files while there is a current name, and no template was given.</summary>
    public const string NamedTemplate = "{name}_{seq}";

    private const int MostCharacters = 200; // of a typed or scanned name
    private readonly Lock _gate = new();
    private readonly string _picturesRoot;
    private readonly string _clipsRoot;
    private readonly TimeProvider _time;
    private readonly SequenceNumbers _numbers = new();
    private readonly Dictionary<int, int> _taken = [];
    private NameTemplate _session;
    private NameTemplate? _names;
    private ShotList? _list;
    private int _current = -1; // in the list
    private string? _name; // the current name
    private (string CameraStem, string CameraExtension, string Path)? _last; // the picture that was named last

    /// <summary>Begins with these options; makes no folder yet.</summary>
    /// <param name="options">Names and folders.</param>
    /// <param name="picturesFolder">The folder of pictures, in which the session has its own.</param>
    /// <param name="clipsFolder">The folder of clips, the same.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <exception cref="RecordingException">The shot list cannot be read.</exception>
    public Shoot(ShootOptions options, string picturesFolder, string clipsFolder, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_picturesRoot, _clipsRoot) = (Path.GetFullPath(picturesFolder), Path.GetFullPath(clipsFolder));
        _time = time ?? TimeProvider.System;
        _session = NameTemplate.OfFolder(options.Session);
        _names = options.Names is { } names ? NameTemplate.OfFile(names) : null;
        if (options.ListFile is { } list)
            Use(ShotList.Load(list));
    }

    /// <summary>What <c>{camera}</c> stands for; null until it is known.</summary>
    public string? Camera { get; set; }

    /// <summary>The template of the session's folder; empty: none.</summary>
    public string Session
    {
        get
        {
            lock (_gate)
                return _session.Text;
        }
    }

    /// <summary>The template of names; null: none was given.</summary>
    public string? Names
    {
        get
        {
            lock (_gate)
                return _names?.Text;
        }
    }

    /// <summary>What <c>{name}</c> stands for now; null: nothing.</summary>
    public string? CurrentName
    {
        get
        {
            lock (_gate)
                return _name;
        }
    }

    /// <summary>The shot list; null: there is none.</summary>
    public ShotList? List
    {
        get
        {
            lock (_gate)
                return _list;
        }
    }

    /// <summary>The current entry of the shot list; null: there is none.</summary>
    public ShotListPosition? Current
    {
        get
        {
            lock (_gate)
                return _list is not null && _current >= 0 ? PositionOf(_current) : null;
        }
    }

    /// <summary>Where files go now.</summary>
    public ShootFolders Folders
    {
        get
        {
            lock (_gate)
            {
                var folder = _session.FillFolder(Values());
                return new ShootFolders(Path.Combine(_picturesRoot, folder), Path.Combine(_clipsRoot, folder));
            }
        }
    }

    /// <summary>The entries of the shot list, with what was taken of each; empty without a list.</summary>
    public IReadOnlyList<ShotListPosition> Positions()
    {
        lock (_gate)
            return _list is null ? [] : [.. Enumerable.Range(0, _list.Entries.Count).Select(PositionOf)];
    }

    /// <summary>Sets the folder and the names of what comes next.</summary>
    /// <param name="session">As <see cref="ShootOptions.Session"/>.</param>
    /// <param name="names">As <see cref="ShootOptions.Names"/>.</param>
    /// <exception cref="RecordingException">One is not a template; nothing has changed then.</exception>
    public void SetNames(string session, string? names)
    {
        try
        {
            var (folder, files) = (NameTemplate.OfFolder(session), names is null ? null : NameTemplate.OfFile(names));
            lock (_gate)
                (_session, _names, _last) = (folder, files, null);
        }
        catch (FormatException refused)
        {
            throw new RecordingException(FaultKind.WrongUsage, refused.Message, refused);
        }
    }

    /// <summary>Takes another shot list; its first entry is the current one.</summary>
    public void Use(ShotList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        lock (_gate)
        {
            _list = list;
            _taken.Clear();
            GoTo(0);
        }
    }

    /// <summary>Forgets the shot list and the current name.</summary>
    public void RemoveList()
    {
        lock (_gate)
        {
            (_list, _current, _name, _last) = (null, -1, null, null);
            _taken.Clear();
        }
    }

    /// <summary>Makes an entry of the list the current one.</summary>
    /// <param name="index">Its place in the list, from 0.</param>
    /// <exception cref="RecordingException">There is no such entry.</exception>
    public void Select(int index)
    {
        lock (_gate)
        {
            if (_list is null)
                throw new RecordingException(FaultKind.WrongUsage, "There is no shot list: load a CSV file first.");
            if (index < 0 || index >= _list.Entries.Count)
            {
                throw new RecordingException(FaultKind.WrongUsage,
                    $"The shot list has no entry {index}: its entries are 0 to {_list.Entries.Count - 1}.");
            }
            GoTo(index);
        }
    }

    /// <summary>
    /// What a barcode scanner read or somebody typed: the entry of the list with this code or name becomes the current one. Without a list
    /// the text itself becomes the current name.
    /// </summary>
    /// <exception cref="RecordingException">It is not in the list, or is not a name: the current entry stays.</exception>
    public void Scan(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var code = text.Trim();
        lock (_gate)
        {
            if (code.Length == 0)
                throw new RecordingException(FaultKind.WrongUsage, "Nothing was scanned: scan it again.");
            if (code.Length > MostCharacters)
                throw new RecordingException(FaultKind.WrongUsage, $"What was scanned has {code.Length} characters: {MostCharacters} "
                    + "at most.");
            if (_list is null)
            {
                (_name, _last) = (code, null);
                return;
            }
            if (_list.Find(code) is >= 0 and var index)
                GoTo(index);
            else
                throw new RecordingException(FaultKind.NotAvailable,
                    $"The shot list has no entry with the code or name '{code}': {CurrentText()}; scan it again, or load another list.");
        }
    }

    /// <summary>Names a picture of a tethered camera; a <see cref="StillNaming"/>.</summary>
    /// <remarks>A RAW and its JPEG, which share the camera's name and come one after the other, share the new name, too.</remarks>
    public string NameStill(CameraStill still, string model)
    {
        ArgumentNullException.ThrowIfNull(still);
        lock (_gate)
        {
            Camera = model;
            var (stem, extension) = (Path.GetFileNameWithoutExtension(still.Name), Path.GetExtension(still.Name));
            if (_last is var (lastStem, lastExtension, lastPath) && lastStem == stem && lastExtension != extension
                && Path.ChangeExtension(lastPath, extension) is var beside && !Path.Exists(beside))
            {
                _last = (stem, extension, beside);
                return beside;
            }
            var folder = Folders.Pictures;
            var named = _names is null && _name is null ? stem : NextName(Values() with { File = stem }, folder);
            if (_current >= 0)
                _taken[_current] = _taken.GetValueOrDefault(_current) + 1;
            var path = _names is null && _name is null
                ? Path.Combine(folder, Path.GetFileName(still.Path)) // the number that it may have got for its name is part of it
                : Path.Combine(folder, FileNames.Fit(named, PortableNames.Replace("x" + extension, "x")[1..]));
            _last = (stem, extension, path);
            return path;
        }
    }

    /// <summary>The name of the next clip, without extension; null: one after the time. For <see cref="ClipOptions.NextName"/>.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public string? NextClipName()
    {
        lock (_gate)
            return _names is null && _name is null ? null : NextName(Values() with { File = "clip" }, Folders.Clips);
    }

    /// <summary>Where the next snapshot goes: full path, with extension.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public string PlaceSnapshot()
    {
        lock (_gate)
        {
            var folder = Folders.Pictures;
            var name = _names is null && _name is null
                ? ClipNames.At(_time.GetLocalNow())
                : NextName(Values() with { File = "snapshot" }, folder);
            return Path.Combine(folder, FileNames.Fit(name, ".jpg"));
        }
    }

    private string NextName(NameValues values, string folder)
    {
        var name = (_names ?? NameTemplate.OfFile(NamedTemplate)).FillFile(values);
        return name.With(_numbers.Next(name, [folder]));
    }

    private NameValues Values() => new() { At = _time.GetLocalNow(), Name = _name, Camera = Camera };

    private void GoTo(int index) => (_current, _name, _last) = (index, _list!.Entries[index].Name, null);

    private ShotListPosition PositionOf(int index) => new(index, _list!.Entries[index], _taken.GetValueOrDefault(index));

    private string CurrentText() => _name is null ? "there is no current name" : $"the next pictures are still named '{_name}'";
}
