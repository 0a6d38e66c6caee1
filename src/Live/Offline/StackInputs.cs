using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Stacks;

namespace P2IKT.Live.Offline;

/// <summary>The pictures of a focus stack, in the natural order of their names.</summary>
/// <param name="Files">Full paths, two at least.</param>
/// <param name="Name">What they are called together.</param>
internal sealed record StackInputs(IReadOnlyList<string> Files, string Name)
{
    private const int Fewest = 2;

    /// <summary>Finds them.</summary>
    /// <param name="inputs">One folder, or pictures.</param>
    /// <param name="result">Where the result goes: that of an earlier run is not an input.</param>
    /// <exception cref="CaptureException">An input is not there, or cannot be listed.</exception>
    /// <exception cref="UsageException">They are not a stack.</exception>
    public static StackInputs Find(IReadOnlyList<string> inputs, StackedFiles result)
    {
        var paths = inputs.Select(static input => Path.TrimEndingDirectorySeparator(Path.GetFullPath(input))).ToList();
        var folder = paths.Find(Directory.Exists);
        if (folder is not null && paths.Count > 1)
            throw new UsageException(
                $"'{inputs[paths.IndexOf(folder)]}' is a folder: name one folder with the pictures of one stack, or the pictures.");
        if (folder is null && paths.Find(static path => !File.Exists(path)) is { } missing)
            throw new CaptureException(FaultKind.NotAvailable, $"There is no file or folder '{inputs[paths.IndexOf(missing)]}'.");
        var files = folder is null ? [.. paths.Distinct(StringComparer.Ordinal)] : PicturesIn(folder);
        files.RemoveAll(file => IsResult(file) && OutputMarker.IsOn(file));
        if (files.Find(IsResult) is { } taken)
            throw new UsageException($"The result would take the place of '{taken}', a picture of the stack: name another file with -o.");
        if (folder is null && files.Find(static file => InputKinds.Of(file) != InputKind.Picture) is { } other)
            throw new UsageException($"'{other}' is not a picture (JPEG, PNG, TIFF, WebP): name the developed pictures of the stack.");
        if (files.Count < Fewest)
            throw new UsageException(
                $"'{inputs[0]}' has {files.Count} {(files.Count == 1 ? "picture" : "pictures")}: a focus stack has two at least.");
        files.Sort(
            static (a, b) =>
                NaturalOrder.Compare(Path.GetFileName(a), Path.GetFileName(b)) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(a, b));
        return new StackInputs(files, Path.GetFileName(folder ?? Path.GetDirectoryName(files[0])) ?? "");

        bool IsResult(string file) => file == result.Picture || file == result.DepthMap;
    }

    /// <summary>Checks their sizes, as the pictures stand upright: before a network has spent minutes on the first of them.</summary>
    /// <param name="stop">Cancels between two pictures.</param>
    /// <exception cref="OfflineException">One has another size than the first.</exception>
    /// <exception cref="CaptureException">One cannot be read.</exception>
    public void RequireOneSize(CancellationToken stop)
    {
        FrameSize? first = null;
        foreach (var path in Files)
        {
            stop.ThrowIfCancellationRequested();
            using var file = PictureFile.Open(path);
            var size = (file.Turn ?? default).Of(file.Layout.Size);
            if (size != (first ??= size))
                throw OtherSize(path, size, Files[0], first!.Value);
        }
    }

    /// <summary>A picture has another size than the first one.</summary>
    public static OfflineException OtherSize(string path, FrameSize size, string firstPath, FrameSize firstSize) => new(
        $"'{path}' has {size} pixels, and '{firstPath}' {firstSize}: a stack has pictures of one size.") { Subject = path };

    private static List<string> PicturesIn(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder)
                .Where(static file =>
                !Path.GetFileName(file).StartsWith('.') && InputKinds.Of(file) == InputKind.Picture && !OutputMarker.IsOn(file))];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException(
                FaultKind.NotAvailable, $"The folder '{folder}' cannot be listed ({fault.Message.TrimEnd('.')}).", fault);
        }
    }
}
