using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Stills;
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
    private readonly string _output;
    private readonly bool _maps;
    private readonly VideoCodec _codec;

    private OfflineInputs(string output, bool maps, VideoCodec codec) => (_output, _maps, _codec) = (output, maps, codec);

    /// <summary>The files, in natural order of their names.</summary>
    public IReadOnlyList<OfflineInput> Files => _files;

    /// <summary>Raw files that were met in folders, and left out.</summary>
    public int Raws { get; private set; }

    /// <summary>Results of ours that were met in folders, and left out.</summary>
    public int Results { get; private set; }

    /// <summary>Lists.</summary>
    /// <param name="inputs">Files and folders.</param>
    /// <param name="output">A folder; of one file also the name of its result.</param>
    /// <param name="maps">Whether blur maps are wanted.</param>
    /// <param name="codec">How videos are compressed: one in a container that cannot hold that gets another.</param>
    /// <exception cref="CaptureException">An input does not exist, or cannot be listed.</exception>
    /// <exception cref="UsageException">A result would take the place of an input, or of another result.</exception>
    public static OfflineInputs Find(IReadOnlyList<string> inputs, string output, bool maps, VideoCodec codec)
    {
        var found = new OfflineInputs(Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)), maps, codec);
        foreach (var input in inputs)
        {
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(input));
            if (Directory.Exists(path))
                found.AddFolder(path);
            else if (File.Exists(path))
                found.AddFile(path, inputs.Count == 1 && !Directory.Exists(found._output) && !Path.EndsInDirectorySeparator(output) && Path.HasExtension(output));
            else
                throw new CaptureException(CaptureFault.NotAvailable, $"There is no file or folder '{input}'.");
        }
        found._files.Sort(static (a, b) => NaturalOrder.Compare(a.Name, b.Name) is not 0 and var order ? order : string.CompareOrdinal(a.Path, b.Path));
        if (File.Exists(found._output) && found._files.Any(file => file.Output != found._output))
            throw new UsageException($"'{output}' is a file, and the results need a folder: name another with -o.");
        found.RequireOwnPlaces();
        return found;
    }

    private void AddFile(string path, bool named)
    {
        var name = Path.GetFileName(path);
        var kind = InputKinds.Of(path);
        Add(path, name, kind, named ? _output : Place(name, kind));
    }

    /// <summary>The tree below a folder. Links to folders are not followed: they may lead round in a circle, or out of the folder.</summary>
    private void AddFolder(string folder)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        try
        {
            var waiting = new Stack<string>([folder]);
            while (waiting.TryPop(out var here))
            {
                foreach (var inner in Directory.EnumerateDirectories(here, "*", options))
                {
                    if (inner != _output && !IsHidden(inner) && !File.GetAttributes(inner).HasFlag(FileAttributes.ReparsePoint))
                        waiting.Push(inner);
                }
                foreach (var file in Directory.EnumerateFiles(here, "*", options).Where(file => !IsHidden(file)))
                    Meet(folder, file);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException(CaptureFault.NotAvailable, $"The folder '{folder}' cannot be listed ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    private void Meet(string folder, string file)
    {
        var kind = InputKinds.Of(file);
        if (kind == InputKind.Other)
            return;
        if (kind == InputKind.Raw)
            Raws++;
        else if (DeblurredMark.IsOn(file))
            Results++;
        else
            Add(file, Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), kind, Place(Path.GetRelativePath(folder, file), kind));
    }

    private string Place(string name, InputKind kind) => Path.Combine(_output, kind == InputKind.Video ? VideoContainer.NameFor(name, _codec) : name);

    private void Add(string path, string name, InputKind kind, string output)
    {
        if (_known.Add((path, output))) // a file may be named twice
            _files.Add(new OfflineInput(path, name, kind, output) { Map = _maps && kind == InputKind.Picture ? Path.ChangeExtension(output, ".blur.png") : null });
    }

    private void RequireOwnPlaces()
    {
        // IMG_1.jpg and IMG_1.tif beside each other: their maps keep the whole name.
        var shared = _files.Where(file => file.Map is not null).GroupBy(file => file.Map).Where(same => same.Count() > 1).Select(same => same.Key).ToHashSet();
        for (var i = 0; i < _files.Count; i++)
        {
            if (shared.Contains(_files[i].Map))
                _files[i] = _files[i] with { Map = _files[i].Output + ".blur.png" };
        }

        var inputs = _files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var places = new Dictionary<string, OfflineInput>(StringComparer.Ordinal);
        foreach (var file in _files)
        {
            foreach (var place in new[] { file.Output, file.Map }.OfType<string>())
            {
                if (inputs.Contains(place))
                    throw new UsageException($"The result of '{file.Path}' would take the place of the input '{place}': name another output with -o.");
                if (!places.TryAdd(place, file))
                    throw new UsageException($"The results of '{places[place].Path}' and '{file.Path}' would both be '{place}': deblur them into two folders.");
            }
        }
    }

    private static bool IsHidden(string path) => Path.GetFileName(path.AsSpan()).StartsWith('.');
}
