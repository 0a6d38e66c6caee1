using System.Net;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Pipeline;

/// <summary>What <c>p2ikt-live live</c> is asked to do; validated where the command line is read.</summary>
public sealed record LiveOptions
{
    /// <summary>URI of the source; the embedded test scene needs no camera and no file.</summary>
    public string Source { get; init; } = "test:";

    /// <summary>The kinds of source that <see cref="Source"/> may name; a host adds its own with <see cref="SourceRegistry.With"/>.</summary>
    public SourceRegistry Sources { get; init; } = FrameSources.Registry;

    /// <summary>Where the deblurred stills of a hot folder go; null: beside the originals.</summary>
    public string? Output { get; init; }

    /// <summary>Name or path of the model.</summary>
    public string Model { get; init; } = ModelCatalog.Default;

    /// <summary>What runs the network.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Auto;

    /// <summary>
    /// Latency from capture to encoded picture that the user wants to stay below, in milliseconds: the network works on reduced frames where
    /// that keeps it. 0: never. Null: <see cref="DefaultLatencyMs"/> for a view that somebody watches, never for a headless run, which
    /// measures what the network takes.
    /// </summary>
    public double? LatencyMs { get; init; }

    /// <summary>What a view that somebody watches is kept below, unless the user says otherwise.</summary>
    public const double DefaultLatencyMs = 80;

    /// <summary>The latency that quality gives way for; null when it never does.</summary>
    internal TimeSpan? Budget => (LatencyMs ?? (Headless ? 0 : DefaultLatencyMs)) is > 0 and var ms ? TimeSpan.FromMilliseconds(ms) : null;

    /// <summary>Where the preview listens.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, PreviewOptions.DefaultPort);

    /// <summary>No preview: deblur and measure only.</summary>
    public bool Headless { get; init; }

    /// <summary>Stop after this many captured frames; null: no such end.</summary>
    public long? Frames { get; init; }

    /// <summary>Stop after this time; null: no such end.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Where the pictures of a tethered camera are saved; null: where <see cref="SourceOptions"/> says.</summary>
    public string? StillsFolder { get; init; }

    /// <summary>The clip that is recorded from the first frame on; null: none until somebody starts one.</summary>
    public string? Record { get; init; }

    /// <summary>How clips are recorded.</summary>
    public ClipOptions Clips { get; init; } = new() { Folder = DefaultClipsFolder };

    /// <summary>Name of the overlay that is burned into the clips, one of <see cref="Overlays"/>; null: none.</summary>
    public string? RecordedOverlay { get; init; }

    /// <summary>Overlays that can be drawn into snapshots, MJPEG streams and clips; by default the heat map.</summary>
    public IReadOnlyList<OverlayDescription> Overlays { get; init; } = FrameOverlays.BuiltIn;

    /// <summary>Folders with overlay scripts of the host, for the page; by default none.</summary>
    public IReadOnlyList<string> OverlayFolders { get; init; } = [];

    /// <exception cref="ArgumentException"><see cref="RecordedOverlay"/> is not one of <see cref="Overlays"/>.</exception>
    internal OverlayDescription? OverlayToRecord => RecordedOverlay is not { } name ? null
        : Overlays.FirstOrDefault(overlay => overlay.Name == name)
            ?? throw new ArgumentException($"There is no overlay '{name}': there are {string.Join(", ", Overlays.Select(static overlay => overlay.Name))}.");

    /// <summary>Where clips go unless something else is said: in P2IKT.Live among the user's videos.</summary>
    public static string DefaultClipsFolder
    {
        get
        {
            var videos = Environment.GetFolderPath(Environment.SpecialFolder.MyVideos, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(videos.Length > 0 ? videos : ".", "P2IKT.Live"); // a service has no home, and so no videos
        }
    }

    /// <summary>Where the statistics are written at the end; null: nowhere.</summary>
    public string? StatsFile { get; init; }
}
