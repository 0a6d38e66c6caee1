namespace P2IKT.Live.Preview.Remote;

/// <summary>Commands of a lane are carried out one after the other; lanes do not wait for each other.</summary>
internal enum RemoteLane
{
    /// <summary>Carried out while the datagram is read: what takes no time.</summary>
    Immediate,

    /// <summary>Clips.</summary>
    Recording,

    /// <summary>The camera: a picture may take seconds.</summary>
    Camera,

    /// <summary>The lens.</summary>
    Lens,

    /// <summary>Names and snapshots.</summary>
    Shoot,
}
