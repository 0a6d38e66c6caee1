using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing;

namespace P2IKT.Live.Tests.Capture;

/// <summary>The camera that hosts test with: what its public face promises, through the real libgphoto2.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class SimulatedCameraTests : FrameTest
{
    [Theory]
    [InlineData(SimulatedCameraMake.Nikon)]
    [InlineData(SimulatedCameraMake.Canon)]
    [InlineData(SimulatedCameraMake.Sony)]
    public async Task LiveView_IsNumbered_AndAPressOfTheShutterIsDownloaded(SimulatedCameraMake make)
    {
        var stills = Directory.CreateTempSubdirectory("simulated");
        try
        {
            await using var camera = new SimulatedCamera(make) { Size = new FrameSize(192, 128) };
            var source = Track(FrameSources.Open(camera.Uri, Options() with { StillsFolder = stills.FullName }));
            var numbers = new List<byte>();
            using var frames = source.Frames.Subscribe(frame =>
            {
                Assert.Equal(new FrameSize(192, 128), frame.Size);
                lock (numbers)
                    numbers.Add(SimulatedCamera.NumberOf(frame));
            });
            source.Start();
            await Poll.UntilAsync(() => Distinct() > 5, "pictures with different numbers come");
            await camera.PressShutterAsync();
            await Poll.UntilAsync(() => stills.EnumerateFiles("*.jpg", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive }).Any(), "the picture is saved");
            Assert.Equal(1, camera.Sessions);

            int Distinct()
            {
                lock (numbers)
                    return numbers.Distinct().Count();
            }
        }
        finally
        {
            stills.Delete(recursive: true);
        }
    }
}
