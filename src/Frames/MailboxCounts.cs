namespace P2IKT.Live.Frames;

/// <summary>What became of the items of a <see cref="Mailbox{T}"/>: Posted = Taken + Dropped + Undrained + Waiting.</summary>
public record struct MailboxCounts
{
    /// <summary>Accepted.</summary>
    public long Posted { get; set; }

    /// <summary>Handed to the reader.</summary>
    public long Taken { get; set; }

    /// <summary>Displaced by a newer item.</summary>
    public long Dropped { get; set; }

    /// <summary>Refused because the mailbox was completed.</summary>
    public long Rejected { get; set; }

    /// <summary>Still there when the mailbox was disposed.</summary>
    public long Undrained { get; set; }

    /// <summary>There now.</summary>
    public long Waiting { get; set; }
}
