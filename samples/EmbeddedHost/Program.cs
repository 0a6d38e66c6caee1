// Puts a stream of frames through the deblur stage: EmbeddedHost MODEL.onnx [SOURCE] [FRAMES]
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;

var model = ModelFile.Load(args[0]);
await using var source = await FrameSources.OpenAsync(args.ElementAtOrDefault(1) ?? "test:?size=640x360");
var wanted = int.Parse(args.ElementAtOrDefault(2) ?? "30");

IObservable<Frame> camera = source.Frames; // any observable of frames does
await using var stage = new DeblurStage(
    camera,
    DeblurSessions.Create(model, source.Description.Size),
    plan => DeblurSessions.Create(model, plan.Size, new DeblurOptions { Rung = plan.Level.Rung }));

var deblurred = 0;
var ended = new TaskCompletionSource();
using var subscription = stage.Frames.Subscribe(
    frame => // lent until this returns; frame.Share() keeps it
    {
        if (deblurred == wanted)
            return; // it was on its way
        var sharpest = System.Numerics.Tensors.TensorPrimitives.Min(frame.Blur.Values);
        Console.WriteLine($"frame {frame.Source.Sequence}: {frame.Sharp.Size}, sharpest place {sharpest:0.0} px");
        if (++deblurred == wanted)
            source.Stop();
    },
    ended.SetException,
    ended.SetResult);
source.Start();
await ended.Task;
