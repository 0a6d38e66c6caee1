using P2IKT.Live.Capture.Files;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>The pictures in the folder of the session, with their ratings. Thread-safe.</summary>
/// <param name="shoot">Says where that folder is.</param>
/// <param name="copies">Gets the sidecars that are written; null: there are no copies.</param>
public sealed class ShootPictures(Shoot shoot, SecondCopy? copies = null)
{
    /// <summary>Pictures that are listed at most.</summary>
    public const int MaxListed = 200;

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".heic", ".heif", ".hif", ".tif", ".tiff", ".png", ".webp", ".dng", ".nef", ".nrw", ".cr2", ".cr3", ".crw", ".arw",
        ".raf", ".orf", ".rw2", ".pef", ".srw", ".3fr", ".fff", ".iiq", ".x3f",
    };

    private static readonly EnumerationOptions Listed = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System, MatchType = MatchType.Simple,
    };

    /// <summary>The newest pictures, the newest first; none where the folder is not there.</summary>
    /// <exception cref="RecordingException">The folder cannot be listed.</exception>
    public IReadOnlyList<ShootPicture> List() => [.. Files().Take(MaxListed).Select(Describe)];

    /// <summary>The newest picture; null: there is none.</summary>
    /// <exception cref="RecordingException">The folder cannot be listed.</exception>
    public ShootPicture? Newest() => Files().Select(Describe).FirstOrDefault();

    /// <summary>Rates a picture.</summary>
    /// <param name="name">As <see cref="List"/> says.</param>
    /// <param name="rating">0 to 5; 0 removes the stars.</param>
    /// <exception cref="RecordingException">There is no such picture, the rating is none, or its sidecar cannot be written.</exception>
    public ShootPicture Rate(string name, int rating)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (rating is < 0 or > RatingFile.Best)
            throw new RecordingException(FaultKind.WrongUsage, $"A rating of {rating} is not possible: it is 0 to {RatingFile.Best}.");
        // Only a path that the folder listed is used, never the name that was sent.
        var picture = Files().FirstOrDefault(file => file.Name == name)
            ?? throw new RecordingException(FaultKind.NotAvailable, $"There is no picture '{name}' in {shoot.Folders.Pictures}: rate "
                + "one that is listed.");
        var sidecar = RatingFile.Write(picture.FullName, rating);
        copies?.Add(sidecar);
        return Describe(picture);
    }

    private static ShootPicture Describe(FileInfo file) =>
        new(file.Name, file.Length, file.LastWriteTimeUtc, RatingFile.TryRead(file.FullName));

    private IOrderedEnumerable<FileInfo> Files()
    {
        var folder = shoot.Folders.Pictures;
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", Listed)
                .Where(static file => Extensions.Contains(file.Extension) && !FileNames.IsUndecodable(file.FullName)).ToList()
                .OrderByDescending(static file => file.LastWriteTimeUtc).ThenByDescending(static file => file.Name, StringComparer.Ordinal);
        }
        catch (DirectoryNotFoundException)
        {
            return Enumerable.Empty<FileInfo>().Order();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(FaultKind.NotAvailable,
                $"The pictures in {folder} cannot be listed ({refused.Message.TrimEnd('.')}): check the disk and who may read the "
                    + "folder.", refused)
            {
                Subject = folder,
            };
        }
    }
}
