using System.Diagnostics;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Clips;

/// <summary>Encoders that die or hang, disks that fill: with real processes and a real small disk.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ClipLossTests : ClipTest
{
    [Fact]
    public async Task Encoder_Killed_ClosesItsClipAndGoesOnInANextOne()
    {
        await Record().StartAsync("take", Cancel);
        for (var n = 0; n < 60; n++)
            Send(n / 30.0);
        WaitForRecorded(60);
        Signal("KILL", EncoderOf("take.mp4"));
        for (var n = 60; n < 120; n++)
            Send(n / 30.0);
        await EndAsync();

        var (first, second) = (Sidecar("take.mp4"), Sidecar("take-2.mp4"));
        Assert.Equal(ClipEnding.EncoderLost, first.Ended);
        Assert.Equal(ClipEnding.Stopped, second.Ended);
        Assert.Equal(first.Frames.Written, Ffprobe.Times(In("take.mp4")).Length); // the sidecar claims no frame that is not there
        Assert.Equal(second.Frames.Written, Ffprobe.Times(In("take-2.mp4")).Length);
        Assert.Equal(120, first.Frames.Written + first.Frames.Dropped + second.Frames.Written + second.Frames.Dropped);
        Assert.InRange(first.Frames.Written, 30, 120); // at most one second is missing
        Assert.Equal(first.Frames.Written, first.Timeline.Captured.Count);
        Assert.Contains("died", Assert.Single(Notices), StringComparison.Ordinal);
        Assert.Null(Recorder.Failure);
    }

    [Fact]
    public async Task Encoder_ThatHangs_CountsAsDead()
    {
        await Record(o => o with { EncoderTimeout = TimeSpan.FromSeconds(10) }).StartAsync("take", Cancel);
        for (var n = 0; n < 40; n++)
            Send(n / 30.0, width: 640, height: 480);
        Poll.Until(() => new FileInfo(In("take.mp4")).Length > 2000, "a fragment is written"); // a clip without one is not kept
        var encoder = EncoderOf("take.mp4");
        Signal("STOP", encoder);
        for (var n = 40; n < 70; n++)
            Send(n / 30.0, width: 640, height: 480); // more than a pipe holds
        await EndAsync();

        Assert.False(IsRunning(encoder));
        Assert.Equal(ClipEnding.EncoderLost, Sidecar("take.mp4").Ended);
        Assert.Equal(Sidecar("take-2.mp4").Frames.Written, Ffprobe.Times(In("take-2.mp4")).Length);
    }

    [Fact]
    public async Task Encoder_ThatDiesAtOnceAgainAndAgain_IsGivenUpWithTheReason()
    {
        await Record(o => o with { Program = "/bin/false" }).StartAsync("never", Cancel);
        for (var n = 0; n < 200 && Recorder.Failure is null; n++)
        {
            Send(n / 30.0);
            await Task.Delay(5, Cancel); // the pipe of a program that has ended takes a frame before it breaks
        }
        await EndAsync();

        Assert.Contains("cannot work", Recorder.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(Recorder.Failure.Message, Recorder.State.Message);
        Assert.Empty(Directory.GetFiles(Folder)); // no clip of nothing
    }

    [Fact]
    public async Task Encoder_ThatFailsAtTheEndAndWroteNothing_IsAFailure()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Needs a shell.");
        var program = Directory.CreateDirectory(In("bin")).FullName + "/encoder";
        await File.WriteAllTextAsync(program, "#!/bin/sh\ncat > /dev/null\nexit 3\n", Cancel);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await Record(o => o with { Program = program }).StartAsync("short", Cancel);
        Send(0);
        WaitForRecorded(1);
        await Recorder.StopAsync(Cancel);

        Assert.Contains("'short.mp4' (it ended with code 3)", Recorder.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal("codec", Recorder.Failure!.Setting);
        Assert.Equal(Recorder.Failure.Message, Recorder.State.Message);
        Assert.Empty(Directory.GetFiles(Folder));
        await EndAsync();
    }

    [Fact]
    public async Task Disk_AboutToBeFull_ClosesAPlayableClipAndSaysSo()
    {
        using var disk = SmallDisk.OfMegabytes(24);
        var noise = new Random(1);
        await Record().StartAtAsync(Path.Combine(disk.Root, "full.mp4"), Cancel);
        var sent = 0;
        for (; sent < 3000 && Recorder.Failure is null; sent++)
        {
            Send(sent / 30.0, noise.NextBytes, 320, 240);
            Poll.Until(() => Recorder.Recorded >= sent - 5 || Recorder.Failure is not null, "the recorder has seen it");
        }
        await EndAsync();

        Assert.Contains("free some space", Recorder.Failure!.Message, StringComparison.Ordinal);
        var sidecar = SidecarFile.TryRead(Path.Combine(disk.Root, "full.json"))!;
        Assert.Equal(ClipEnding.DiskFull, sidecar.Ended);
        Assert.Equal(sidecar.Frames.Written, Ffprobe.Times(Path.Combine(disk.Root, "full.mp4")).Length);
        Assert.Equal(["full.json", "full.mp4"], Directory.EnumerateFiles(disk.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Disk_FilledByOthersAtOnce_LeavesAPlayableClip()
    {
        using var disk = SmallDisk.OfMegabytes(24);
        var noise = new Random(1);
        await Record().StartAtAsync(Path.Combine(disk.Root, "full.mp4"), Cancel);
        for (var n = 0; n < 60; n++)
            Send(n / 30.0, noise.NextBytes, 320, 240);
        WaitForRecorded(60);
        disk.Fill();
        for (var n = 60; n < 3000 && Recorder.Failure is null; n++)
        {
            Send(n / 30.0, noise.NextBytes, 320, 240);
            Poll.Until(() => Recorder.Recorded >= n - 5 || Recorder.Failure is not null, "the recorder has seen it");
        }
        await EndAsync();

        Assert.NotNull(Recorder.Failure);
        Assert.InRange(Ffprobe.Times(Path.Combine(disk.Root, "full.mp4")).Length, 30, 3000);
        Assert.NotNull(SidecarFile.TryRead(Path.Combine(disk.Root, "full.json")));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("renamed")]
    [InlineData("deleted, and there again")] // a disk that was pulled: its place is an empty folder of another disk
    public async Task Folder_GoneWhileRecording_EndsTheClipAndSaysSo(string how)
    {
        await Record().StartAsync("take", Cancel);
        for (var n = 0; n < 30; n++)
            Send(n / 30.0);
        WaitForRecorded(30);
        if (how == "renamed")
            Directory.Move(Folder, Folder + ".elsewhere");
        else
            Directory.Delete(Folder, recursive: true);
        if (how != "renamed" && how != "deleted")
            Directory.CreateDirectory(Folder);
        Poll.Until(() => Recorder.State.Phase == RecorderPhase.Idle, "the recorder has seen it");

        Assert.Contains("is gone while it was being recorded", Recorder.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(Recorder.Failure.Message, Assert.Single(Notices));
        Assert.Equal(Recorder.Failure.Message, Recorder.State.Message);

        await Recorder.StartAsync("again", Cancel); // makes the folder anew
        for (var n = 30; n < 60; n++)
            Send(n / 30.0);
        await EndAsync();
        Assert.Null(Recorder.Failure);
        Assert.Equal(Sidecar("again.mp4").Frames.Written, Ffprobe.Times(In("again.mp4")).Length);
        if (how == "renamed")
        {
            Assert.NotEmpty(Ffprobe.Times(Path.Combine(Folder + ".elsewhere", "take.mp4"))); // in fragments
            Directory.Delete(Folder + ".elsewhere", recursive: true);
        }
    }

    [Fact]
    public async Task Folder_GoneAsTheEncoderDies_GoesOnNowhere()
    {
        await Record().StartAsync("take", Cancel);
        for (var n = 0; n < 40; n++)
            Send(n / 30.0);
        WaitForRecorded(40);
        Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
        Signal("KILL", EncoderOf("take.mp4"));
        for (var n = 40; n < 70; n++)
            Send(n / 30.0);
        await EndAsync();

        Assert.Contains("is gone while it was being recorded", Recorder.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Start_OnADiskWithoutRoom_Refuses()
    {
        using var disk = SmallDisk.OfMegabytes(4);

        var refused = await Assert.ThrowsAsync<P2IKT.Live.Recording.RecordingException>(() => Record().StartAtAsync(Path.Combine(disk.Root, "no.mp4"), Cancel));

        Assert.Contains("free some space", refused.Message, StringComparison.Ordinal);
    }

    private static int EncoderOf(string clip)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)))
        {
            try
            {
                if (File.ReadAllText($"/proc/{process}/cmdline").Split('\0') is [.., var last, ""] && last.EndsWith("/" + clip, StringComparison.Ordinal))
                    return int.Parse(process!, System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }
        throw new InvalidOperationException($"nothing writes {clip}");
    }

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");

    private static void Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
