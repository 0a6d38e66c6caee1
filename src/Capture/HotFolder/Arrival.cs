namespace P2IKT.Live.Capture.HotFolder;

/// <summary>A still that the folder holds, and how far it has come. Belongs to its <see cref="ArrivalList"/>.</summary>
internal sealed class Arrival(StillEntry entry)
{
    public string Path => Entry.Path;

    /// <summary>As last seen.</summary>
    public StillEntry Entry { get; set; } = entry;

    /// <summary>Its place in the order of arrival; a still that is replaced arrives anew. Not to be changed while it waits.</summary>
    public ArrivalPlace Place { get; set; }

    /// <summary>Since when it has looked the same, on the source's clock.</summary>
    public TimeSpan StableSince { get; set; }

    /// <summary>When it may be tried next.</summary>
    public TimeSpan DueAt { get; set; }

    /// <summary>Tries of this content that did not end it.</summary>
    public int Tries { get; set; }

    /// <summary>Whether the user has been informed about what is wrong with this content.</summary>
    public bool Reported { get; set; }

    /// <summary>Whether an earlier content under this name was dealt with in this run: then no result of an earlier run counts.</summary>
    public bool Replaced { get; set; }

    /// <summary>Whether it is in the queue, rather than dealt with.</summary>
    public bool Waiting { get; set; }

    /// <summary>Number of the last listing that had it.</summary>
    public long SeenIn { get; set; }
}
