using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Offline;

/// <summary>
/// What a batch goes over: the files that were named, and those in the folders that were named, each with the place of its result.
/// The same for every run over the same files, whatever is done already, so that shards agree.
/// </summary>
internal sealed class OfflineInputs
{
    private readonly List<OfflineInput> _files = [];
    private readonly HashSet<(string Path, string Output)> _known = [];
    private readonly List<string> _problems = [];
    private readonly SortedDictionary<string, int> _others = new(StringComparer.Ordinal);
    private readonly string _output;
    private readonly bool _maps;
    private readonly VideoCodec _codec;

    private OfflineInputs(string output, bool maps, VideoCodec codec) => (_output, _maps, _codec) = (output, maps, codec);

    /// <summary>The files, in natural order of their names.</summary>
    public IReadOnlyList<OfflineInput> Files => _files;

    /// <summary>Files and folders that cannot be read, one sentence each; the rest of the batch is deblurred.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Number of raw files in folders, which are left out.</summary>
    public int RawFilesSkipped { get; private set; }

    /// <summary>Number of results of earlier runs in folders, which are left out.</summary>
    public int Results { get; private set; }

    /// <summary>Files of other kinds in folders, which are left out: their number by extension.</summary>
    public IReadOnlyDictionary<string, int> Others => _others;

    /// <summary>Lists the files to deblur, sorted, each with the path of its result.</summary>
    /// <param name="inputs">Files and folders.</param>
    /// <param name="output">A folder; of one file also the name of its result.</param>
    /// <param name="maps">Whether blur maps are wanted.</param>
    /// <param name="codec">How videos are compressed: one in a container that cannot hold that gets another.</param>
    /// <exception cref="CaptureException">An input does not exist, or cannot be listed.</exception>
    /// <exception cref="UsageException">A result would take the place of an input, or of another result.</exception>
    public static OfflineInputs Find(IReadOnlyList<string> inputs, string output, bool maps, VideoCodec codec)
    {
        var found = new OfflineInputs(Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)), maps, codec);
        OfflinePlaces.RequireFolderAbove(found._output);
        var looksLikeAFile = !Directory.Exists(found._output) && !Path.EndsInDirectorySeparator(output) && Path.HasExtension(output);
        foreach (var input in inputs)
        {
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(input));
            if (Directory.Exists(path))
                found.AddFolder(path);
            else if (File.Exists(path))
                found.AddFile(path, inputs.Count == 1 && looksLikeAFile);
            else
                throw new CaptureException(FaultKind.NotAvailable, $"There is no file or folder '{input}'.");
        }
        if (looksLikeAFile && InputKinds.IsNameOfAFile(output) && found._files.Any(file => file.Output != found._output))
        {
            throw new UsageException($"'{output}' is the name of one file, and the results of a folder or of several files need a folder: "
                + "name one with -o, with / at its end.");
        }
        found._files.Sort(static (a, b) => NaturalOrder.Compare(a.Name, b.Name) is not 0 and var order ? order
            : string.CompareOrdinal(a.Path, b.Path));
        if (File.Exists(found._output) && found._files.Any(file => file.Output != found._output))
            throw new UsageException($"'{output}' is a file, and the results need a folder: name another with -o.");
        OfflinePlaces.GiveOwn(found._files);
        return found;
    }

    private void AddFile(string path, bool named)
    {
        if (IsSpecial(path))
            return;
        var name = Path.GetFileName(path);
        var kind = InputKinds.Of(path);
        if (named)
            OfflinePlaces.RequireEnding(path, kind, _output, _codec);
        Add(path, name, kind, named ? _output : Place(name, kind));
    }

    private void AddFolder(string folder)
    {
        var tree = new FolderTree<string>(
            static (ref entry) => !entry.FileName.StartsWith('.'), static (ref entry) => entry.ToFullPath()) { LeftOut = _output };
        try
        {
            foreach (var file in tree.List(folder))
                Add(folder, file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException(FaultKind.NotAvailable, $"The folder '{folder}' cannot be listed ({fault.Message.TrimEnd('.')}).",
                fault);
        }
        foreach (var (inner, reason) in tree.Unreadable)
            _problems.Add($"The folder '{inner}' cannot be listed ({reason}): what lies in it is left out; rename it, or fix its "
                + "permissions.");
    }

    private void Add(string folder, string file)
    {
        if (FileNames.IsUndecodable(file))
        {
            _problems.Add($"'{file}' has a name that is not UTF-8: rename it, and start again.");
            return;
        }
        var kind = InputKinds.Of(file);
        if (kind == InputKind.Other)
            _others[Path.GetExtension(file).ToLowerInvariant()] = _others.GetValueOrDefault(Path.GetExtension(file).ToLowerInvariant()) + 1;
        else if (kind == InputKind.Raw)
            RawFilesSkipped++;
        else if (OutputMarker.IsOn(file))
            Results++;
        else if (!IsSpecial(file))
            Add(file, Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), kind,
                Place(Path.GetRelativePath(folder, file), kind));
    }

    private bool IsSpecial(string path)
    {
        if (!SpecialFile.IsAt(path))
            return false;
        _problems.Add($"'{path}' is a pipe or a device: it is left out; save what comes through it as a file.");
        return true;
    }

    private string Place(string name, InputKind kind)
    {
        var place = kind == InputKind.Video ? VideoContainer.NameFor(name, _codec) : name;
        return Path.Combine(_output, Path.GetDirectoryName(place)!,
            FileNames.Fit(Path.GetFileNameWithoutExtension(place), Path.GetExtension(place)));
    }

    private void Add(string path, string name, InputKind kind, string output)
    {
        if (_known.Add((path, output))) // a file may be named twice
            _files.Add(new OfflineInput(path, name, kind, output) { Map = _maps && kind == InputKind.Picture ? OfflinePlaces.MapOf(output)
                : null });
    }
}
