using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Deblur.Tiles;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Pictures;

namespace P2IKT.Live.Offline;

/// <summary>
/// Deblurs one picture file, in its own format, with its own description; and writes its blur map where one is asked for.
/// </summary>
/// <param name="input">A full path.</param>
/// <param name="output">A full path.</param>
/// <param name="map">Where the blur map goes; null: nowhere.</param>
/// <param name="jobs">Lends the network.</param>
internal sealed class PictureJob(string input, string output, string? map, OfflineJobs jobs) : IOfflineJob
{
    private const double ShareOfTiles = 0.9; // the rest is encoding

    /// <inheritdoc/>
    public string Input => input;

    /// <inheritdoc/>
    public string Output => output;

    /// <inheritdoc/>
    public Task RunAsync(IProgress<double> fraction, CancellationToken stop) => Task.Run(() => Run(fraction, stop), stop);

    private void Run(IProgress<double> fraction, CancellationToken stop)
    {
        try
        {
            using var result = ResultFile.Begin(output, jobs.Settings.Overwrite);
            using var mapResult = map is null ? null : ResultFile.Begin(map, jobs.Settings.Overwrite);
            using var file = PictureFile.Open(input);
            var blur = map is null ? null : new BlurMap(file.Layout.Size, jobs.Settings.Model.BlurStride);
            using var picture = new PictureDeblur(file, output, blur);
            var network = jobs.Rent();
            try
            {
                network.Run(picture, new ShareOf(fraction), stop);
            }
            finally
            {
                jobs.Return(network);
            }
            picture.Save(result.PartPath, stop);
            if (mapResult is not null)
            {
                blur!.Save(mapResult.PartPath, jobs.Settings.Model.Name);
                mapResult.Commit(File.GetLastWriteTimeUtc(input));
            }
            stop.ThrowIfCancellationRequested();
            result.Commit(File.GetLastWriteTimeUtc(input)); // last: the file marks this input as done
            fraction.Report(1);
            if (file.Loss is { } loss)
                jobs.Report(loss);
        }
        catch (P2iktException failed) when (failed is RecordingException or CaptureException)
        {
            throw new OfflineException(failed.Message, failed) { Subject = input, Setting = failed.Setting };
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new OfflineException($"'{output}' cannot be written ({failed.Message.TrimEnd('.')}): free the disk, or fix the "
                + "folder's permissions.", failed);
        }
    }

    /// <summary>Not <see cref="Progress{T}"/>, which would report on other threads, and late.</summary>
    private sealed class ShareOf(IProgress<double> whole) : IProgress<double>
    {
        public void Report(double value) => whole.Report(value * ShareOfTiles);
    }
}
