using P2IKT.Live.Recording;

namespace P2IKT.Live.Preview.Shoots;

/// <summary>Saves snapshots in the folder of the session, under its names, with their second copy.</summary>
/// <param name="services">Names and copies.</param>
/// <param name="saver">Writes the picture.</param>
internal sealed class SessionSnapshots(ShootServices services, SnapshotSaver saver)
{
    /// <summary>Why there is no snapshot before the first picture.</summary>
    public const string NoPicture = "There is no picture yet: the source has not delivered its first frame.";

    /// <summary>Saves the newest deblurred picture.</summary>
    /// <param name="stop">Gives up waiting for a picture.</param>
    /// <returns>The full path of the file; null: there is no picture yet.</returns>
    /// <exception cref="RecordingException">It cannot be written.</exception>
    public async Task<string?> SaveAsync(CancellationToken stop)
    {
        var path = await saver.SaveAsync(services.Shoot.PlaceSnapshot, stop).ConfigureAwait(false);
        if (path is not null)
            services.Copies?.Add(path);
        return path;
    }
}
