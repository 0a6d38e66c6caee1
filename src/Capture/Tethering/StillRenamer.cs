using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The names of pictures that a host has saved under the camera's names. Used on the thread that reads the host's messages.
/// </summary>
/// <param name="naming">Gives the names; null leaves the camera's.</param>
internal sealed class StillRenamer(StillNaming? naming)
{
    private const int MostKept = 64; // a release makes two files, and reports them soon after they came
    private readonly Queue<(string From, CameraStill To)> _renamed = [];

    /// <summary>Gives a picture its name.</summary>
    /// <returns>The picture as it is then, and why it kept the camera's name, one sentence; null when it got its own.</returns>
    public (CameraStill Still, string? Problem) Apply(CameraStill saved, string model)
    {
        if (naming is null)
            return (saved, null);
        try
        {
            var still = saved with { Path = FreeNames.Move(saved.Path, naming(saved, model)) };
            _renamed.Enqueue((saved.Path, still));
            if (_renamed.Count > MostKept)
                _renamed.Dequeue();
            return (still, null);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return (saved, $"Picture {saved.Name} is saved as {saved.Path}, because its own name or folder was refused "
                + $"({Gphoto2Fault.Plain(refused.Message, "no reason given")}): choose another session folder, and rename it there.");
        }
    }

    /// <summary>The files of a release under the names that they got.</summary>
    public IReadOnlyList<CameraStill> Of(IReadOnlyList<CameraStill> files) =>
        [.. files.Select(file => _renamed.LastOrDefault(renamed => renamed.From == file.Path).To ?? file)];
}
