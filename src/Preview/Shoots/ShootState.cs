using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Preview.Shoots;

/// <summary>The state of the shoot: the answer of <c>GET /api/shoot</c>.</summary>
internal sealed record ShootState
{
    /// <summary>The template of the session's folder; empty: none.</summary>
    public required string Session { get; init; }

    /// <summary>The template of names; null: the usual ones.</summary>
    public string? Names { get; init; }

    /// <summary>Full path of the folder that pictures and snapshots go to.</summary>
    public required string PicturesFolder { get; init; }

    /// <summary>Full path of the folder that clips go to.</summary>
    public required string ClipsFolder { get; init; }

    /// <summary>What the next files are called; null: nothing is set.</summary>
    public string? CurrentName { get; init; }

    /// <summary>The current entry of the shot list; null: there is none.</summary>
    public ShotListPosition? Current { get; init; }

    /// <summary>Entries of the shot list; 0: there is none.</summary>
    public int ListLength { get; init; }

    /// <summary>Another one for each list that was loaded; null: there is none.</summary>
    public Guid? ListId { get; init; }

    /// <summary>The newest picture of the session; null: there is none, or the folder cannot be read.</summary>
    public ShootPicture? Newest { get; init; }

    /// <summary>The second copy; null: there is none.</summary>
    public CopyState? Copy { get; init; }
}
