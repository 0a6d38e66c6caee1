using System.Collections.Concurrent;
using P2IKT.Live.Deblur.Tiles;

namespace P2IKT.Live.Offline;

/// <summary>
/// Chooses the job for a file, by what the file holds, and owns the networks that picture jobs share. Disposed after the last job
/// has ended.
/// </summary>
/// <param name="settings">For every job.</param>
/// <param name="notify">Receives a sentence about what a result lacks; on any thread.</param>
internal sealed class OfflineJobs(OfflineSettings settings, Action<string> notify) : IDisposable
{
    private readonly ConcurrentBag<TiledDeblur> _networks = [];

    /// <summary>What holds for every job.</summary>
    public OfflineSettings Settings => settings;

    /// <summary>Reports what a result lacks, in one sentence; on any thread.</summary>
    public void Report(string sentence) => notify(sentence);

    /// <summary>A job for one file. Videos are known by their extension, pictures by their first bytes.</summary>
    /// <exception cref="OfflineException">The file can be neither; the message says what it is.</exception>
    public IOfflineJob For(OfflineInput file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Kind switch
        {
            InputKind.Picture => new PictureJob(file.Path, file.Output, file.Map, this),
            InputKind.Video => new VideoJob(file.Path, file.Output, settings, settings.Codec, notify),
            InputKind.Raw => throw new OfflineException(
                $"'{file.Path}' is a camera's raw file: develop it first, and deblur the picture that comes of it."),
            _ => throw new OfflineException($"'{file.Path}' is neither a picture (JPEG, PNG, TIFF, WebP) nor a video."),
        };
    }

    /// <summary>Lends a network to one job, which returns it with <see cref="Return"/>.</summary>
    public TiledDeblur Rent() => _networks.TryTake(out var free) ? free : new TiledDeblur(settings.Model, settings.Deblur);

    /// <summary>Returns a lent network.</summary>
    public void Return(TiledDeblur network) => _networks.Add(network);

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_networks.TryTake(out var network))
            network.Dispose();
    }
}
