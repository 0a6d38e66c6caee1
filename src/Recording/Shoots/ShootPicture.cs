namespace P2IKT.Live.Recording.Shoots;

/// <summary>A picture in the folder of the session.</summary>
/// <param name="Name">File name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="WrittenAt">When it was written, UTC.</param>
/// <param name="Rating">0 to 5, -1: rejected; null: none.</param>
public sealed record ShootPicture(string Name, long Bytes, DateTime WrittenAt, int? Rating);
