namespace P2IKT.Live.Offline;

/// <summary>
/// Chooses the job for a file, by what the file holds, and owns what the jobs of a batch share. Disposed after the last job has
/// ended.
/// </summary>
internal sealed class OfflineJobs(OfflineSettings settings) : IDisposable
{
    /// <summary>What holds for every job.</summary>
    public OfflineSettings Settings => settings;

    /// <summary>A job for one file. Videos are what has a video's extension; what a picture is, its first bytes tell.</summary>
    /// <param name="input">A file that exists, a full path.</param>
    /// <param name="output">The file to make, a full path.</param>
    /// <exception cref="OfflineException">The file can be neither; the message says what it is.</exception>
    public IOfflineJob For(string input, string output) => InputKinds.Of(input) switch
    {
        // InputKind.Picture => new PictureJob(input, output, this)
        // InputKind.Video => new VideoJob(input, output, settings)
        InputKind.Raw => throw new OfflineException($"'{input}' is a camera's raw file: develop it first, and deblur the picture that comes of it."),
        _ => throw new OfflineException($"'{input}' is neither a picture (JPEG, PNG, TIFF, WebP) nor a video that {settings.Model.Name} could deblur to '{output}'."),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
