using CustomOverlay;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview.Overlays;

// The live view of the built-in test scene, or of the source that is given, with one more overlay: press Z on the page.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, interrupt) =>
{
    interrupt.Cancel = true;
    stop.Cancel();
};
await using var pipeline = await LivePipeline.StartAsync(new LiveOptions
{
    Source = args.FirstOrDefault() ?? "test:",
    Overlays = [.. FrameOverlays.BuiltIn, ZebraOverlay.Description],
    OverlayFolders = [Path.Combine(AppContext.BaseDirectory, "overlays")],
}, stop.Token);
Console.WriteLine(pipeline.Url);
await pipeline.RunAsync(stop.Token);
