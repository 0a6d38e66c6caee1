using P2IKT.Live.Deblur;
using P2IKT.Live.Recording;

namespace P2IKT.Live.Offline;

/// <summary>One file to deblur: a picture (<c>PictureJob</c>) or a video (<c>VideoJob</c>). Run once; owns nothing between runs.</summary>
internal interface IOfflineJob
{
    /// <summary>The file to read, a full path; never written to.</summary>
    string Input { get; }

    /// <summary>The file to make, a full path. What is made beside it (a blur map) takes its name.</summary>
    string Output { get; }

    /// <summary>
    /// Reads, deblurs and writes. The output appears whole, through <see cref="P2IKT.Live.Recording.ResultFile"/>, or not at all, whichever
    /// way this ends.
    /// </summary>
    /// <param name="fraction">Receives values from 0 to 1, on any thread, perhaps seldom.</param>
    /// <param name="stop">Ends the work within a second or two and leaves no file behind.</param>
    /// <exception cref="OfflineException">This file cannot be deblurred; the others still can.</exception>
    /// <exception cref="P2IKT.Live.Deblur.DeblurException">The model cannot be used, so that no other file would fare better.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Task RunAsync(IProgress<double> fraction, CancellationToken stop);
}
