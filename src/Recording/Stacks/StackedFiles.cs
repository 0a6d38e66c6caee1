using System.Text.Json;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Stacks;

/// <summary>The three files of a merged picture: NAME.EXT, NAME.depth.png and NAME.json. Each takes its name once it is complete.</summary>
/// <param name="picture">Full path of the picture; its extension is its format: png, tif, tiff, jpg or jpeg.</param>
public sealed class StackedFiles(string picture)
{
    /// <summary>Full path of the picture.</summary>
    public string Picture { get; } = picture;

    /// <summary>Full path of the depth map.</summary>
    public string DepthMap { get; } = Path.ChangeExtension(picture, null) + ".depth.png";

    /// <summary>Full path of the sidecar.</summary>
    public string Sidecar { get; } = Path.ChangeExtension(picture, ".json");

    /// <summary>The format of a path by its extension; null when it is none of those.</summary>
    public static PictureFormat? FormatOf(string path) => Path.GetExtension(path)?.ToUpperInvariant() switch
    {
        ".PNG" => PictureFormat.Png,
        ".TIF" or ".TIFF" => PictureFormat.Tiff,
        ".JPG" or ".JPEG" => PictureFormat.Jpeg,
        _ => null,
    };

    /// <summary>
    /// Files in a folder under a name that is free: STEM.stacked.EXT, or STEM-2.stacked.EXT and so on. A hot folder leaves such names out.
    /// </summary>
    /// <param name="folder">A full path; it need not be there.</param>
    /// <param name="stem">Begins the name.</param>
    /// <param name="extension">With its dot.</param>
    public static StackedFiles Free(string folder, string stem, string extension)
    {
        for (var number = 1; ; number++)
        {
            var ending = number == 1 ? $".stacked{extension}" : FormattableString.Invariant($"-{number}.stacked{extension}");
            var files = new StackedFiles(Path.Combine(folder, FileNames.Fit(stem, ending)));
            if (!Path.Exists(files.Picture) && !Path.Exists(files.DepthMap) && !Path.Exists(files.Sidecar))
                return files;
        }
    }

    /// <summary>Checks that the files may take their names.</summary>
    /// <param name="overwrite">Whether files that are not ours may be replaced.</param>
    /// <exception cref="RecordingException">A place is taken.</exception>
    public void RequireFree(bool overwrite)
    {
        foreach (var place in (string[])[Picture, DepthMap])
        {
            if (ResultFile.RejectionReason(place, overwrite) is { } reason)
            {
                throw new RecordingException(
                    $"'{place}' {reason}: move it away, or allow overwriting.") { Subject = place, Setting = "overwrite" };
            }
        }
        // A sidecar has no mark of ours: it is ours where it lies beside a picture that is.
        if (Directory.Exists(Sidecar) || (File.Exists(Sidecar) && !overwrite && !ResultFile.IsDone(Picture, Picture)))
        {
            throw new RecordingException(
                $"'{Sidecar}' is there already: move it away, or allow overwriting.") { Subject = Sidecar, Setting = "overwrite" };
        }
    }

    /// <summary>Begins a file in the folder of the picture, which is made where it is missing, and removes it: before the work.</summary>
    /// <exception cref="RecordingException">It cannot be written there.</exception>
    public void RequireWritable()
    {
        try
        {
            using var trial = ResultFile.Begin(Picture, overwrite: true);
            File.WriteAllBytes(trial.PartPath, []);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CannotBeWritten(failed);
        }
    }

    /// <summary>Writes the three files. No name is taken before all are complete.</summary>
    /// <param name="result">What to write.</param>
    /// <param name="overwrite">Whether files that are not ours may be replaced.</param>
    /// <param name="savedAt">Now.</param>
    /// <exception cref="RecordingException">
    /// A place is taken, or a file cannot be written: the disk is full, the folder may not be written.
    /// </exception>
    /// <exception cref="CaptureException">The format cannot hold it.</exception>
    public void Save(StackedPicture result, bool overwrite, DateTimeOffset savedAt)
    {
        ArgumentNullException.ThrowIfNull(result);
        var format = FormatOf(Picture) ?? throw new RecordingException(
            FaultKind.WrongUsage, $"'{Picture}' has no extension of a picture that can be written: name it .png, .tif or .jpg.")
        {
            Subject = Picture,
            Setting = "output",
        };
        try
        {
            RequireFree(overwrite);
            using var pictureFile = ResultFile.Begin(Picture, overwrite);
            using var depthFile = ResultFile.Begin(DepthMap, overwrite);
            using var sidecarFile = new AtomicFile(Sidecar);
            var depth = new DepthMap(result.Positions.Span, result.Cells, result.Stride);
            depth.Save(depthFile.PartPath, result.Model);
            WritePicture(result, format, pictureFile.PartPath);
            WriteSidecar(result, depth, savedAt, sidecarFile);
            // The picture is the last: whoever sees it finds the others.
            depthFile.Commit(DateTime.MinValue);
            sidecarFile.Commit(overwrite: true);
            pictureFile.Commit(DateTime.MinValue);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CannotBeWritten(failed);
        }
    }

    private RecordingException CannotBeWritten(Exception failed) => new(
        FaultKind.Failed,
        $"'{Picture}' cannot be written ({failed.Message.TrimEnd('.')}): free the disk, or fix the folder's permissions.", failed)
    {
        Subject = Picture,
    };

    private static void WritePicture(StackedPicture result, PictureFormat format, string path)
    {
        using var described = Described(result);
        var layout = new PictureLayout(described?.Layout.Size ?? result.Size, described?.Layout.IsGrey == true ? 1 : 3, 1);
        using var store = new PixelStore(layout, path);
        var steps = (described?.Turn ?? default).Steps(layout.Size);
        var (bgr, samples) = (new byte[3 * layout.Size.Width], new byte[layout.RowBytes]);
        for (var row = 0; row < layout.Size.Height; row++)
        {
            PictureFrame.ReadRow(result.Pixels.Span, steps, row, bgr);
            if (layout.IsGrey)
            {
                for (var x = 0; x < samples.Length; x++)
                    samples[x] = bgr[(3 * x) + 1];
            }
            else
            {
                for (var x = 0; x < samples.Length; x += 3)
                    (samples[x], samples[x + 1], samples[x + 2]) = (bgr[x + 2], bgr[x + 1], bgr[x]);
            }
            store.Write((long)row * layout.RowBytes, samples);
        }
        if (described is null)
            PictureFile.SaveUndescribed(store, format, path);
        else
            described.SaveOther(store, format, path);
    }

    /// <summary>The file whose description the result takes over; null when it is gone, or not of this size.</summary>
    private static PictureFile? Described(StackedPicture result)
    {
        if (result.DescribedBy is not { } path)
            return null;
        try
        {
            var file = PictureFile.Open(path);
            if ((file.Turn ?? default).Of(file.Layout.Size) == result.Size)
                return file;
            file.Dispose();
        }
        catch (CaptureException)
        {
            // It was moved or changed meanwhile: the picture itself is whole without its description.
        }
        return null;
    }

    private void WriteSidecar(StackedPicture result, DepthMap depth, DateTimeOffset savedAt, AtomicFile file)
    {
        using var stream = file.Open();
        JsonSerializer.Serialize(
            stream,
            new StackedSidecar
            {
                Picture = Path.GetFileName(Picture), DepthMap = Path.GetFileName(DepthMap), SavedAt = savedAt, Source = result.Source,
                Network = result.Model, Deblurred = result.IsDeblurred, Merged = result.Merged, LeftOut = result.LeftOut,
                Width = result.Size.Width, Height = result.Size.Height, Stride = result.Stride, LowestPosition = depth.Lowest,
                HighestPosition = depth.Highest, PositionUnit = result.Unit,
                InFocusShare = double.IsFinite(result.InFocusShare) ? Math.Round(result.InFocusShare, 4) : null,
            },
            StackedJson.Default.StackedSidecar);
        stream.Flush(flushToDisk: true);
    }
}
