using System.Net;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Preview;
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

    /// <summary>What is burned into the clips: <see cref="RecordedHeatMap.Name"/>; null: nothing.</summary>
    public string? RecordedOverlay { get; init; }

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
