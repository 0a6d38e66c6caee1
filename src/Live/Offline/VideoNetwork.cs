using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Tiles;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Offline;

/// <summary>
/// Runs the network over the frames of one video: whole frames, or tiles where a whole frame would take gigabytes. A model that runs as one
/// graph keeps every layer at full width, about 600 MB a megapixel; our own code on a CPU takes less. Used by one thread at a time.
/// </summary>
internal sealed class VideoNetwork : IDisposable
{
    /// <summary>The largest frame that such a model sees whole.</summary>
    public const long MostPixels = 2560 * 1440;

    private readonly DeblurSession? _session;
    private readonly FramePool? _maps;
    private readonly Frame? _blur;
    private readonly TiledDeblur? _tiled;
    private readonly FrameTiles? _tiles;

    /// <summary>Loads the network for frames of this size.</summary>
    /// <exception cref="DeblurException">The model or the provider cannot be used.</exception>
    public VideoNetwork(OfflineSettings settings, FrameSize size, long mostPixels = MostPixels)
    {
        if (size.Pixels > mostPixels && !settings.Model.TakesLargeFrames)
        {
            (_tiled, _tiles) = (new TiledDeblur(settings.Model, settings.Deblur), new FrameTiles(size));
            return;
        }
        _session = DeblurSessions.Create(settings.Model, size, settings.Deblur);
        _maps = new FramePool(_session.BlurSize, 1, PixelFormat.Float32);
        _blur = _maps.TryRent(out var blur) ? blur : throw new InvalidOperationException("A fresh pool of one had no buffer.");
    }

    /// <summary>Deblurs a frame.</summary>
    /// <param name="source">Published; lent for the call.</param>
    /// <param name="sharp">A draft of the same size; filled.</param>
    public void Run(Frame source, Frame sharp)
    {
        if (_tiled is not null)
            _tiles!.Run(_tiled, source, sharp);
        else
            _session!.Run(source, sharp, _blur!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tiled?.Dispose();
        _blur?.Dispose();
        _maps?.Dispose();
        _session?.Dispose();
    }
}
