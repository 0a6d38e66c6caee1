using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Samples.CustomSource;

// The built-in sources and ours. The whole product takes it, too: new LiveOptions { Sources = sources, Source = "noise:" }.
var sources = FrameSources.Registry.With(new NoiseProvider());
await using var source = await sources.OpenAsync(args.FirstOrDefault() ?? "noise:?size=320x240");
using var frames = source.Frames.Subscribe(
    frame =>
    {
        if (frame.Sequence + 1 == 100)
            source.Stop();
    },
    failure => Console.Error.WriteLine(failure.Message));
source.Start();
await source.Ended;
Console.WriteLine($"{source.Description.Name}: {source.Captured} frames of {source.Description.Size}, {source.Dropped} dropped");
