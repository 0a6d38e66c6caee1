using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Tests.Recording.Shoots;

/// <summary>The second copy: verified, never lost, never in the wrong place.</summary>
public sealed class SecondCopyTests : ShootTest
{
    [Fact]
    public async Task Copy_OfEachFile_IsTheSameAtTheSamePathOfItsRoot()
    {
        Directory.CreateDirectory(Copies);
        await using var copies = Begin();
        copies.Add(Write("pictures/S/A.jpg", "picture"));
        copies.Add(Write("clips/S/A.mp4", "clip"));
        await Poll.UntilAsync(() => copies.State is { Copied: 2, Pending: 0, Phase: CopyPhase.Idle, Problem: null }, "both are copied");
        Assert.Equal("picture", File.ReadAllText(Path.Combine(Copies, "S", "A.jpg")));
        Assert.Equal("clip", File.ReadAllText(Path.Combine(Copies, "S", "A.mp4")));
        Assert.Equal(
            File.GetLastWriteTimeUtc(Path.Combine(Pictures, "S", "A.jpg")), File.GetLastWriteTimeUtc(Path.Combine(Copies, "S", "A.jpg")));
        Assert.True(copies.State.DiskFree > 0);
    }

    [Fact]
    public async Task MissingDisk_IsNeverMade_AndGetsTheFilesOnceItIsThere()
    {
        await using var copies = Begin();
        copies.Add(Write("pictures/A.jpg", "A"));
        copies.Add(Write("pictures/B.jpg", "B"));
        await Poll.UntilAsync(() => copies.State.Phase == CopyPhase.Waiting, "the disk is missed");
        Assert.Contains("is not there", copies.State.Problem, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Copies));
        Assert.Equal(2, copies.State.Pending);
        Directory.CreateDirectory(Copies);
        await Poll.UntilAsync(() => copies.State.Copied == 2, "both are copied", () => Time.Advance(SecondCopy.RetryDelay));
        Assert.Null(copies.State.Problem);
    }

    [Fact]
    public async Task MissingDisk_IsToldBeforeTheFirstFile()
    {
        await using var copies = Begin();
        Assert.Contains("is not there", copies.State.Problem, StringComparison.Ordinal);
        Directory.CreateDirectory(Copies);
        Assert.Null(copies.State.Problem);
    }

    [Fact]
    public async Task RemovedDisk_ThatLeavesItsMountPoint_IsNotFilled()
    {
        Directory.CreateDirectory(Copies);
        await using var copies = Begin();
        copies.Add(Write("pictures/A.jpg", "A"));
        await Poll.UntilAsync(() => copies.State.Copied == 1, "the first is copied");
        Directory.Move(Copies, Copies + ".unmounted");
        Directory.CreateDirectory(Copies);
        copies.Add(Write("pictures/B.jpg", "B"));
        await Poll.UntilAsync(() => copies.State.Phase == CopyPhase.Waiting, "the disk is missed");
        Assert.Contains("is gone", copies.State.Problem, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Copies));
        Directory.Delete(Copies);
        Directory.Move(Copies + ".unmounted", Copies);
        await Poll.UntilAsync(() => copies.State.Copied == 2, "the second is copied", () => Time.Advance(SecondCopy.RetryDelay));
    }

    [Fact]
    public async Task Copy_ThatDiffersAfterWriting_IsRemovedAndMadeAgain()
    {
        Directory.CreateDirectory(Copies);
        var bad = 2;
        await using var copies = Begin(path => Interlocked.Decrement(ref bad) >= 0 ? new MemoryStream([1, 2, 3]) : File.OpenRead(path));
        copies.Add(Write("pictures/A.jpg", "A"));
        await Poll.UntilAsync(() => copies.State.Phase == CopyPhase.Waiting, "the difference is seen");
        Assert.Contains("differed", copies.State.Problem, StringComparison.Ordinal);
        Assert.Equal([CopyDisk.Marker], Directory.GetFiles(Copies).Select(Path.GetFileName));
        await Poll.UntilAsync(() => copies.State.Copied == 1, "it is copied", () => Time.Advance(SecondCopy.RetryDelay));
        Assert.Equal("A", File.ReadAllText(Path.Combine(Copies, "A.jpg")));
    }

    [Fact]
    public async Task Copy_UnderANameThatAnotherFileHas_ReplacesNothing()
    {
        Directory.CreateDirectory(Copies);
        File.WriteAllText(Path.Combine(Copies, "A.jpg"), "another");
        for (var run = 0; run < 2; run++) // what has a copy under the next name is not copied again
        {
            await using var copies = Begin();
            copies.Add(Write("pictures/A.jpg", "A"));
            await Poll.UntilAsync(() => copies.State.Copied == 1, "it is copied");
        }
        Assert.Equal("another", File.ReadAllText(Path.Combine(Copies, "A.jpg")));
        Assert.Equal("A", File.ReadAllText(Path.Combine(Copies, "A-2.jpg")));
        Assert.Equal(3, Directory.GetFiles(Copies).Length); // with the marker
    }

    [Fact]
    public async Task Sidecar_ThatChangesWhileItIsCopied_IsCopiedOnceMore()
    {
        Directory.CreateDirectory(Copies);
        var compared = 0;
        SecondCopy? copies = null;
        await using var ended = copies = Begin(path =>
        {
            if (Interlocked.Increment(ref compared) == 1)
                copies!.Add(Write("pictures/A.xmp", "5 stars")); // the old one is on the disk by now
            return File.OpenRead(path);
        });
        copies.Add(Write("pictures/A.xmp", "4 stars"));
        await Poll.UntilAsync(() => copies.State is { Pending: 0, Phase: CopyPhase.Idle }, "it is copied");
        Assert.Equal("5 stars", File.ReadAllText(Path.Combine(Copies, "A.xmp")));
        Assert.Equal(1, copies.State.Copied);
    }

    [Fact]
    public async Task Sidecar_ThatChanges_IsReplaced_AndAFileThatIsGoneIsNotWaitedFor()
    {
        Directory.CreateDirectory(Copies);
        await using var copies = Begin();
        copies.Add(Path.Combine(Pictures, "deleted.jpg"));
        copies.Add(Write("pictures/A.xmp", "1"));
        await Poll.UntilAsync(() => copies.State is { Copied: 1, Gone: 1 }, "it is copied");
        copies.Add(Write("pictures/A.xmp", "22"));
        await Poll.UntilAsync(() => copies.State.Copied == 2, "it is copied again");
        Assert.Equal("22", File.ReadAllText(Path.Combine(Copies, "A.xmp")));
    }

    [Fact]
    public async Task FileThatCannotBeRead_DoesNotHoldUpTheOthers()
    {
        Directory.CreateDirectory(Copies);
        await using var copies = Begin();
        Directory.CreateDirectory(Path.Combine(Copies, "A.jpg")); // in its place
        copies.Add(Write("pictures/A.jpg", "A"));
        copies.Add(Write("pictures/B.jpg", "B"));
        await Poll.UntilAsync(() => File.Exists(Path.Combine(Copies, "B.jpg")), "the other is copied", () =>
            Time.Advance(SecondCopy.RetryDelay));
    }

    [Fact]
    public async Task Fault_ThatNobodyForesaw_IsShownAndTheCopyIsTriedAgain()
    {
        Directory.CreateDirectory(Copies);
        var faults = 2;
        await using var copies = Begin(path => Interlocked.Decrement(ref faults) switch
        {
            1 => throw new InvalidOperationException("The disk is odd."),
            0 => throw new OperationCanceledException(), // not by us
            _ => File.OpenRead(path),
        });
        copies.Add(Write("pictures/A.jpg", "A"));
        await Poll.UntilAsync(() => copies.State.Phase == CopyPhase.Waiting, "the fault is shown");
        Assert.Contains("A.jpg was not copied", copies.State.Problem, StringComparison.Ordinal);
        Assert.Contains("The disk is odd", copies.State.Problem, StringComparison.Ordinal);
        await Poll.UntilAsync(() => copies.State.Copied == 1, "it is copied", () => Time.Advance(SecondCopy.RetryDelay));
        Assert.Equal((0, null), (copies.State.Pending, copies.State.Problem));
    }

    [Fact]
    public async Task File_AddedAfterTheEnd_ChangesNothing()
    {
        Directory.CreateDirectory(Copies);
        var copies = Begin();
        await copies.DisposeAsync();
        copies.Add(Write("clips/late.mp4", "clip"));
        copies.AddFolder(Clips);
        await copies.DisposeAsync();
        Assert.Equal(0, copies.State.Pending);
        Assert.Empty(Directory.GetFileSystemEntries(Copies));
    }

    [Fact]
    public async Task Folder_OfAnEarlierRun_GetsTheCopiesThatItLacks()
    {
        Directory.CreateDirectory(Copies);
        Write("pictures/S/A.jpg", "A");
        Write("pictures/S/.hidden.1.part.jpg", "half");
        await using var copies = Begin();
        copies.AddFolder(Path.Combine(Pictures, "S"));
        copies.AddFolder(Path.Combine(Pictures, "absent"));
        await Poll.UntilAsync(() => copies.State.Copied == 1, "it is copied");
        Assert.Equal(["A.jpg"], Directory.GetFiles(Path.Combine(Copies, "S")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("pictures")]
    [InlineData("pictures/copies")]
    [InlineData("")]
    public void Folder_OfTheOriginals_IsRefused(string folder) => Assert.Contains(
        "another disk",
        Assert.Throws<RecordingException>(() => new SecondCopy(Path.Combine(Folder, folder), [Pictures, Clips], Time)).Message,
        StringComparison.Ordinal);

    private SecondCopy Begin(Func<string, Stream>? reopen = null) => reopen is null
        ? new SecondCopy(Copies, [Pictures, Clips], Time)
        : new SecondCopy(Copies, [Pictures, Clips], Time, reopen);
}
