using System.Text.RegularExpressions;

namespace P2IKT.Live.Tests.Docs;

/// <summary>The code's first, private words for things that the field has a name for. They do not come back.</summary>
public sealed class CodeWordsTests
{
    /// <summary>Old names and words, beside what the code says instead. Whole words, capitals count.</summary>
    private static readonly (string Old, string New)[] Words =
    [
        ("BandWeighing|[Ww]eigh(s|ed|ing)?", "BandWeighting, weight"),
        ("[Pp]atience|LastPatience|EncoderPatience", "Timeout, RetryDelay"),
        ("Respite", "RetryDelay"),
        ("Strips|StripPass|Ticket|TicketGate", "RowWorkers, RowBlock, WorkRange, WorkQueue"),
        ("Placement", "CoreAffinity"),
        ("DetailPlanes|PlaneOutput|RowLayer", "RefinementInput, ChannelsToPlanes, FusedOperator"),
        ("Handover|SessionHandover|ServingSession", "StillHandoff, BackgroundSessionLoader, ActiveSession"),
        ("AtOnce|Afterwards|Starving|FramesOnDemand", "AllowInterim, DownstreamLatency, BufferExhausted, FramesWithoutDemand"),
        ("LetPass|Quietly|CopyMoved|HopelesslyLate", "SkipFrame, IgnoreErrors, TryCopyNewest, DropThreshold"),
        ("HostWord|HostNote|Obey|Respite|TakeWords|LastWords", "HostMessageType, HostMessage, Execute, LastErrorLine"),
        ("Obstacles?|Objection|Survey", "UnavailableReason, RejectionReason, CheckAll"),
        ("HoldEach|MayHeal|DeblurredMark|PartFile", "WaitForResults, IsTransient, OutputMarker, AtomicFile"),
        ("ViewerSeat|ConnectionWord|Absentable|Refusable|Findable", "ViewerSlot, ConnectionStateJsonConverter"),
        ("ClipPlace|ClipFacts|ClipNetwork|ClipFinisher|CutTorn|Mend|Tidy", "ClipPreconditions, ClipOrigin, ClipModel, ClipRemuxer"),
        ("FrameLane|LaneDraft|KeptStream|VideoRewrite", "FrameQueue, FrameDraft, PassthroughStream, VideoTranscoder"),
        ("PaperView|BurnedHeatMap|MemoryLook", "PaperPreprocessing, OverlayCanvas, MemorySample"),
        ("TellAll|TellPlan|TellSum|TellAlone", "EnqueueAll, PrintPlan, PrintSummary, ReportUnpaired"),
        ("FrameWait|LatencyStatus|Doubt|WentWell", "LensStop, DurationPercentiles, ResultWarning, ClearProblem"),
        ("TryReadHead|ReadNote|HostMessageType word|HostMessage note", "TryReadHeader, ReadMessage, HostMessageType type, HostMessage message"),
        ("rubbish|mended", "broken, fixed"),
    ];

    private static readonly string[] Folders = ["src", "samples", "training", "tests"];
    private static readonly string[] Extensions = [".cs", ".js", ".html", ".css", ".py"];
    private static readonly string[] Generated = ["bin", "obj", "runs", "cache", ".playwright"];

    [Fact]
    public void OldWords_DoNotOccur()
    {
        var found = from file in Folders.SelectMany(folder => Files(RepositoryFolder.At(folder)))
                    let lines = File.ReadAllLines(file)
                    from word in Words
                    let pattern = new Regex($@"\b({word.Old})\b", RegexOptions.CultureInvariant)
                    from line in lines.Index()
                    where pattern.IsMatch(line.Item)
                    select $"{Path.GetRelativePath(RepositoryFolder.Root, file)}:{line.Index + 1}: write {word.New}";

        var places = found.ToList();
        Assert.True(places.Count == 0, string.Join('\n', places));
    }

    /// <summary>Not this file and its sister, which name the words.</summary>
    private static IEnumerable<string> Files(string folder) => new DirectoryInfo(folder)
        .EnumerateFileSystemInfos()
        .Where(static entry => !Generated.Contains(entry.Name) && entry.Name is not (nameof(CodeWordsTests) + ".cs" or nameof(ProseTests) + ".cs"))
        .SelectMany(static entry => entry is DirectoryInfo ? Files(entry.FullName) : Extensions.Contains(entry.Extension) ? [entry.FullName] : []);
}
