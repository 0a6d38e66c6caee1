namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// Where the files of a shoot go, and what they are called. Nothing set: pictures and clips keep their usual names and folders.
/// </summary>
public sealed record ShootOptions
{
    /// <summary>
    /// The folder of the session within those of pictures and clips, a <see cref="NameTemplate.OfFolder"/>; empty: none.
    /// </summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public string Session
    {
        get;
        init => field = NameTemplate.OfFolder(value).Text;
    } = "";

    /// <summary>
    /// The names of pictures, clips and snapshots, a <see cref="NameTemplate.OfFile"/>; null: <see cref="Shoot.NamedTemplate"/> while there
    /// is a current name, else the camera's names for pictures, and the date and time for clips.
    /// </summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public string? Names
    {
        get;
        init => field = value is null ? null : NameTemplate.OfFile(value).Text;
    }

    /// <summary>A CSV file with the shot list; null: none at first.</summary>
    public string? ListFile { get; init; }

    /// <summary>A folder on another disk that gets a copy of each file; null: none.</summary>
    public string? CopyFolder { get; init; }
}
