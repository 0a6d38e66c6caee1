using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Preview.Shoots;

/// <summary>What <c>/api/shoot</c> serves.</summary>
/// <param name="Shoot">Names, folders, the shot list.</param>
/// <param name="Copies">The second copy; null: there is none.</param>
public sealed record ShootServices(Shoot Shoot, SecondCopy? Copies = null)
{
    /// <summary>Copies what the folders of the session hold, and has no copy yet.</summary>
    public void CopyWhatIsThere()
    {
        var folders = Shoot.Folders;
        Copies?.AddFolder(folders.Pictures);
        if (folders.Clips != folders.Pictures)
            Copies?.AddFolder(folders.Clips);
    }
}
