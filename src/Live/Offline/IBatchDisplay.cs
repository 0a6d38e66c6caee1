namespace P2IKT.Live.Offline;

/// <summary>Shows the progress of a batch: a bar on a terminal, lines elsewhere. Called from the jobs' threads, several at once.</summary>
internal interface IBatchDisplay
{
    /// <summary>Some of a file is done.</summary>
    /// <param name="file">Which.</param>
    /// <param name="progress">Of the whole batch.</param>
    void Advanced(OfflineInput file, BatchProgress progress);

    /// <summary>A file is done.</summary>
    /// <param name="file">Which.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="progress">Of the whole batch.</param>
    void Finished(OfflineInput file, TimeSpan time, BatchProgress progress);

    /// <summary>A file cannot be deblurred, or its result lacks something; the batch goes on.</summary>
    /// <param name="sentence">What, why, and what to do.</param>
    /// <param name="progress">Of the whole batch.</param>
    void Notice(string sentence, BatchProgress progress);
}
