using P2IKT.Live.Capture;

namespace P2IKT.Live.Pipeline;

/// <summary>Starts the kind of pipeline that a source needs.</summary>
public static class Pipelines
{
    /// <summary>Starts a <see cref="StillPipeline"/> for a folder, and a <see cref="LivePipeline"/> for any other source.</summary>
    /// <inheritdoc cref="LivePipeline.StartAsync"/>
    public static async Task<IPipeline> StartAsync(LiveOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Sources.Parse(options.Source).Kind == SourceKind.Folder
            ? await StillPipeline.StartAsync(options, cancellation).ConfigureAwait(false)
            : await LivePipeline.StartAsync(options, cancellation).ConfigureAwait(false);
    }
}
