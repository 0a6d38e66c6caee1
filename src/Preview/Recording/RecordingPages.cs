using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Preview.Clips;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Recording;

/// <summary>What the program adds to the preview: the recorder's controls, and the clips.</summary>
public static class RecordingPages
{
    /// <summary>Adds them, for <see cref="Preview.PreviewOptions.Extend"/>.</summary>
    /// <param name="endpoints">Of the preview.</param>
    /// <param name="folder">The folder of clips.</param>
    /// <param name="recorder">Null when this run records none: earlier clips are served all the same.</param>
    public static void Map(IEndpointRouteBuilder endpoints, string folder, ClipRecorder? recorder)
    {
        new RecordingEndpoints(recorder).Map(endpoints);
        new ClipEndpoints(new ClipFolder(folder), () => recorder is { State.Phase: not RecorderPhase.Idle, ClipPath: { } path } ? Path.GetFullPath(path) : null).Map(endpoints);
    }
}
