namespace P2IKT.Live.Recording.Shoots;

/// <summary>Where the files of the present session go.</summary>
/// <param name="Pictures">Of pictures and snapshots, full path; made when the first comes.</param>
/// <param name="Clips">Of clips, full path; made when the first comes.</param>
public sealed record ShootFolders(string Pictures, string Clips);
