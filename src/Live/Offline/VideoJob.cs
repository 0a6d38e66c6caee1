using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Offline;

/// <summary>
/// A video to deblur whole: every frame once, at its own time, through one network; sound and all that goes with it as it was.
/// </summary>
/// <param name="input">The video, a full path.</param>
/// <param name="output">The copy, a full path; its extension names the container.</param>
/// <param name="settings">What holds for every file.</param>
/// <param name="codec">How the copy is compressed.</param>
/// <param name="notify">Receives a sentence about what the copy cannot keep, and about damage that was found.</param>
/// <param name="findPrograms">Where <c>ffmpeg</c> is; the search path when null.</param>
internal sealed class VideoJob(
    string input, string output, OfflineSettings settings, VideoCodec codec, Action<string> notify,
    Func<VideoPrograms>? findPrograms = null) : IOfflineJob
{
    /// <inheritdoc/>
    public string Input => input;

    /// <inheritdoc/>
    public string Output => output;

    /// <inheritdoc/>
    public async Task RunAsync(IProgress<double> fraction, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(fraction);
        try
        {
            var programs = findPrograms is null ? await VideoPrograms.FindAsync(stop) : findPrograms();
            if (findPrograms is null && !await codec.ProbeAsync(stop))
                throw new RecordingException($"This machine's ffmpeg lacks {codec.Encoder}, which --codec {codec.Name} needs: choose "
                    + "another codec.");
            var container = VideoContainer.Of(output, codec);
            var video = await VideoProbe.ReadAsync(programs, input, stop);
            if (settings.Maps)
                notify($"No blur maps are written for '{input}': --maps is for pictures.");
            using var result = ResultFile.Begin(output, settings.Overwrite);
            await RunAsync(programs, video, container, result.PartPath, fraction, stop);
            result.Commit(File.GetLastWriteTimeUtc(input));
        }
        catch (P2iktException failure) when (failure is RecordingException or CaptureException)
        {
            throw new OfflineException(failure.Message, failure) { Subject = input, Setting = failure.Setting };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OfflineException($"'{output}' cannot be written ({failure.Message.TrimEnd('.')}): choose another place with -o.",
                failure);
        }
    }

    private async Task RunAsync(VideoPrograms programs, VideoInfo video, VideoContainer container, string path, IProgress<double> fraction,
        CancellationToken stop)
    {
        using var network = new VideoNetwork(settings, video.Size);
        using var transcoder = await VideoTranscoder.CreateAsync(programs, video, codec, network.Run, stop);
        await transcoder.RunAsync(path, container, fraction, notice => notify(FailureText.Of(notice)), stop);
    }
}
