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

    // Two locks, because a disk may hang: who only asks for the state must not wait for it. _numbering is taken first, never within _gate.
    private readonly Lock _numbering = new(); // one name at a time; held while a folder is listed
    private readonly Lock _gate = new(); // the fields; no disk is asked within it
    private readonly string _picturesRoot;
    private readonly string _clipsRoot;
    private readonly TimeProvider _time;
    private readonly SequenceNumbers _numbers; // within _numbering
    private readonly ShotListCursor _cursor = new();
    private NameTemplate _session;
    private NameTemplate? _names;
    private NamedPictures _last = new(); // another one after each change: the name of a picture before it is not shared after it

    /// <summary>Begins with these options; makes no folder yet.</summary>
    /// <param name="options">Names and folders.</param>
    /// <param name="picturesFolder">The folder of pictures, in which the session has its own.</param>
    /// <param name="clipsFolder">The folder of clips, the same.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <exception cref="RecordingException">The shot list cannot be read.</exception>
    public Shoot(ShootOptions options, string picturesFolder, string clipsFolder, TimeProvider? time = null)
        : this(options, picturesFolder, clipsFolder, time, SequenceNumbers.FilesIn)
    {
    }

    internal Shoot(
        ShootOptions options, string picturesFolder, string clipsFolder, TimeProvider? time, Func<string, IEnumerable<string>> list)
    {
        ArgumentNullException.ThrowIfNull(options);
        _numbers = new SequenceNumbers(list);
        (_picturesRoot, _clipsRoot) = (Path.GetFullPath(picturesFolder), Path.GetFullPath(clipsFolder));
        _time = time ?? TimeProvider.System;
        _session = NameTemplate.OfFolder(options.Session);
        _names = options.Names is { } names ? NameTemplate.OfFile(names) : null;
        if (options.ListFile is { } file)
            Use(ShotList.Load(file));
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
                return _cursor.Name;
        }
    }

    /// <summary>The shot list; null: there is none.</summary>
    public ShotList? List
    {
        get
        {
            lock (_gate)
                return _cursor.List;
        }
    }

    /// <summary>The current entry of the shot list; null: there is none.</summary>
    public ShotListPosition? Current
    {
        get
        {
            lock (_gate)
                return _cursor.Current;
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
            return _cursor.All;
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
                (_session, _names, _last) = (folder, files, new NamedPictures());
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
            _cursor.Use(list);
            _last = new NamedPictures();
        }
    }

    /// <summary>Forgets the shot list and the current name.</summary>
    public void RemoveList()
    {
        lock (_gate)
        {
            _cursor.Clear();
            _last = new NamedPictures();
        }
    }

    /// <summary>Makes an entry of the list the current one.</summary>
    /// <param name="index">Its place in the list, from 0.</param>
    /// <exception cref="RecordingException">There is no such entry.</exception>
    public void Select(int index)
    {
        lock (_gate)
        {
            _cursor.Select(index);
            _last = new NamedPictures();
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
        lock (_gate)
        {
            _cursor.Scan(text);
            _last = new NamedPictures();
        }
    }

    /// <summary>Names a picture of a tethered camera; a <see cref="StillNaming"/>.</summary>
    /// <remarks>A RAW and its JPEG, which share the camera's name and come one after the other, share the new name, too.</remarks>
    public string NameStill(CameraStill still, string model)
    {
        ArgumentNullException.ThrowIfNull(still);
        lock (_numbering)
        {
            Camera = model;
            var now = Now();
            var (stem, extension) = (Path.GetFileNameWithoutExtension(still.Name), Path.GetExtension(still.Name));
            if (now.Before.Last is var (lastStem, lastExtension, lastPath) && lastStem == stem && lastExtension != extension
                && Path.ChangeExtension(lastPath, extension) is var beside && !Path.Exists(beside))
            {
                now.Before.Last = (stem, extension, beside);
                return beside;
            }
            var folder = now.Folders.Pictures;
            var path = now.Template is null
                ? Path.Combine(folder, Path.GetFileName(still.Path)) // the number that it may have got for its name is part of it
                : Path.Combine(folder, FileNames.Fit(NextName(now, stem, folder), PortableNames.Replace("x" + extension, "x")[1..]));
            lock (_gate)
                _cursor.Count(now.List, now.Current);
            now.Before.Last = (stem, extension, path);
            return path;
        }
    }

    /// <summary>The name of the next clip, without extension; null: one after the time. For <see cref="ClipOptions.NextName"/>.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public string? NextClipName()
    {
        var now = Now();
        return now.Template is null ? null : ClipNames.Fit(NextName(now, "clip", now.Folders.Clips));
    }

    /// <summary>Where the next snapshot goes: full path, with extension.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public string PlaceSnapshot()
    {
        var now = Now();
        var folder = now.Folders.Pictures;
        var name = now.Template is null ? ClipNames.At(now.Values.At) : NextName(now, "snapshot", folder);
        return Path.Combine(folder, FileNames.Fit(name, ".jpg"));
    }

    private string NextName(Naming now, string file, string folder)
    {
        var name = now.Template!.FillFile(now.Values with { File = file });
        lock (_numbering)
            return name.With(_numbers.Next(name, [folder]));
    }

    private Naming Now()
    {
        lock (_gate)
            return new Naming(
                _names ?? (_cursor.Name is null ? null : NameTemplate.OfFile(NamedTemplate)), Values(), Folders, _cursor.List,
                _cursor.Index, _last);
    }

    private NameValues Values() => new() { At = _time.GetLocalNow(), Name = _cursor.Name, Camera = Camera };

    /// <summary>What names a file at one moment.</summary>
    /// <param name="Template">Null: the file keeps its own name.</param>
    /// <param name="Values">For the template.</param>
    /// <param name="Folders">Where it goes.</param>
    /// <param name="List">The shot list.</param>
    /// <param name="Current">The entry of the list; -1: none.</param>
    /// <param name="Before">What was named since the last change.</param>
    private readonly record struct Naming(
        NameTemplate? Template, NameValues Values, ShootFolders Folders, ShotList? List, int Current, NamedPictures Before);

    /// <summary>The pictures that were named since the last change of names.</summary>
    private sealed class NamedPictures
    {
        /// <summary>The last one; within the lock of the numbering.</summary>
        public (string CameraStem, string CameraExtension, string Path)? Last { get; set; }
    }
}
