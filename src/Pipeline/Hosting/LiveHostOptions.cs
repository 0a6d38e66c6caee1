using System.Net;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Deblur;
using P2IKT.Live.Preview;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Pipeline.Hosting;

/// <summary>
/// What <see cref="LiveHostExtensions.AddP2iktLive"/> runs. Its values can be bound to configuration; <see cref="Customize"/> reaches all
/// others.
/// </summary>
public sealed class LiveHostOptions
{
    /// <summary>The usual section of the configuration, which a host binds itself.</summary>
    public const string Section = "P2iktLive";

    private static readonly LiveOptions Defaults = new();

    /// <inheritdoc cref="LiveOptions.Source"/>
    public string Source { get; set; } = Defaults.Source;

    /// <inheritdoc cref="LiveOptions.Model"/>
    public string Model { get; set; } = Defaults.Model;

    /// <inheritdoc cref="LiveOptions.Provider"/>
    public ExecutionProvider Provider { get; set; } = Defaults.Provider;

    /// <inheritdoc cref="LiveOptions.LatencyMs"/>
    public double? LatencyMs { get; set; }

    /// <summary>Port of the preview on the loop-back, 0 to 65535; 0 takes a free one. Default: 8400.</summary>
    public int Port { get; set; } = PreviewOptions.DefaultPort;

    /// <summary>Whether there is no preview. Default: there is one.</summary>
    public bool Headless { get; set; }

    /// <summary>Where clips go; null: P2IKT.Live in the user's folder of videos.</summary>
    public string? ClipsFolder { get; set; }

    /// <inheritdoc cref="LiveOptions.StillsFolder"/>
    public string? StillsFolder { get; set; }

    /// <inheritdoc cref="LiveOptions.StateFolder"/>
    public string? StateFolder { get; set; }

    /// <summary>
    /// Deblurred frames that the host keeps at once. Default: <see cref="FrameLease.MaxHeldFrames"/>, which is enough for one loop over
    /// <see cref="LiveHost.Frames"/>; 0 to 32.
    /// </summary>
    public int HeldFrames { get; set; } = FrameLease.MaxHeldFrames;

    /// <summary>Changes whatever else the options of a pipeline have; null changes nothing. Called once, at the start.</summary>
    public Func<LiveOptions, LiveOptions>? Customize { get; set; }

    /// <summary>The options of the pipeline.</summary>
    internal LiveOptions ToLiveOptions(ILoggerFactory logging)
    {
        var live = new LiveOptions
        {
            Source = Source,
            Model = Model,
            Provider = Provider,
            LatencyMs = LatencyMs,
            Listen = new IPEndPoint(IPAddress.Loopback, Port),
            Headless = Headless,
            StillsFolder = StillsFolder,
            StateFolder = StateFolder,
            HostFrames = HeldFrames,
            LoggerFactory = logging,
        };
        if (ClipsFolder is { } folder)
            live = live with { Clips = new ClipOptions { Folder = folder } };
        return Customize?.Invoke(live) ?? live;
    }
}
