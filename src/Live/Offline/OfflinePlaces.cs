using System.Globalization;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Offline;

/// <summary>Gives each result its own path, so that no two results meet.</summary>
internal static class OfflinePlaces
{
    private const string MapEnding = ".blur.png";

    /// <summary>Where the blur map of a result goes, as long as no other wants that place.</summary>
    public static string MapOf(string output) => Beside(output, Path.GetFileNameWithoutExtension(output), MapEnding);

    /// <summary>Refuses a folder of results that cannot be made, because a file lies in its way.</summary>
    /// <exception cref="UsageException">Something above it is a file.</exception>
    public static void RequireFolderAbove(string output)
    {
        var above = Path.GetDirectoryName(output);
        while (above is not null && !Path.Exists(above))
            above = Path.GetDirectoryName(above);
        if (above is not null && !Directory.Exists(above))
            throw new UsageException($"'{above}' is a file, and nothing can lie in it: name another output with -o.");
    }

    /// <summary>Refuses a name for a result that says another format than the result has, which is that of its original.</summary>
    /// <exception cref="UsageException">It does.</exception>
    public static void RequireEnding(string input, InputKind kind, string output, VideoCodec codec)
    {
        if (kind == InputKind.Video)
        {
            try
            {
                VideoContainer.Of(output, codec);
            }
            catch (RecordingException refused)
            {
                throw new UsageException(refused.Message, refused) { Setting = refused.Setting };
            }
        }
        if (kind != InputKind.Picture || Is(Path.GetExtension(input)) || InputKinds.PictureExtensions(input) is not [var usual, ..] endings
            || endings.Any(Is))
            return;
        throw new UsageException($"The result of '{input}' has its format, and '{output}' does not end in {string.Join(" or ", endings)}: "
            + $"name it *{usual}, or end the name of a folder with /.");

        bool Is(string ending) => Path.GetExtension(output).Equals(ending, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Keeps results apart that would have one name though their inputs have not: a video that gets another container (00001.MTS beside
    /// 00001.mp4), and blur maps (IMG_1.jpg beside IMG_1.tif). They keep the whole name of their file in front of the new ending.
    /// </summary>
    /// <exception cref="UsageException">A result would take the place of an input, or two inputs have the same name.</exception>
    public static void GiveOwn(List<OfflineInput> files)
    {
        var taken = new Dictionary<string, OfflineInput>(StringComparer.Ordinal);
        foreach (var file in files.Where(KeepsItsName))
        {
            if (!taken.TryAdd(file.Output, file))
                throw new UsageException($"The results of '{taken[file.Output].Path}' and '{file.Path}' would both be '{file.Output}': "
                    + "deblur them into two folders.");
        }
        var wanted = files.Where(static file => !KeepsItsName(file)).GroupBy(static file => file.Output, StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, static same => same.Count(), StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            if (KeepsItsName(file))
                continue;
            var output = wanted[file.Output] == 1 && !taken.ContainsKey(file.Output) ? file.Output
                : Free(taken, file.Output, Path.GetFileName(file.Path), Path.GetExtension(file.Output));
            files[i] = file with { Output = output };
            taken.Add(output, files[i]);
        }
        GiveMaps(files, taken);
        var inputs = files.Select(static file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (place, file) in taken)
        {
            if (inputs.Contains(place))
                throw new UsageException($"The result of '{file.Path}' would take the place of the input '{place}': name another output "
                    + "with -o.");
        }
    }

    private static void GiveMaps(List<OfflineInput> files, Dictionary<string, OfflineInput> taken)
    {
        var wanted = files.Where(static file => file.Map is not null).GroupBy(static file => file.Map!, StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, static same => same.Count(), StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Map is not { } map)
                continue;
            map = wanted[map] == 1 && !taken.ContainsKey(map) ? map : Free(taken, map, Path.GetFileName(files[i].Output), MapEnding);
            files[i] = files[i] with { Map = map };
            taken.Add(map, files[i]);
        }
    }

    private static bool KeepsItsName(OfflineInput file) => file.Kind != InputKind.Video
        || Path.GetExtension(file.Output).Equals(Path.GetExtension(file.Path), StringComparison.OrdinalIgnoreCase);

    /// <summary>A whole file name and an ending in a folder; with a number where that is taken, too.</summary>
    private static string Free(Dictionary<string, OfflineInput> taken, string beside, string name, string ending)
    {
        for (var number = 1; ; number++)
        {
            var place = Beside(beside, name, number == 1 ? ending : string.Create(CultureInfo.InvariantCulture, $"-{number}{ending}"));
            if (!taken.ContainsKey(place))
                return place;
        }
    }

    private static string Beside(string path, string stem, string ending) =>
        Path.Combine(Path.GetDirectoryName(path)!, FileNames.Fit(stem, ending));
}
