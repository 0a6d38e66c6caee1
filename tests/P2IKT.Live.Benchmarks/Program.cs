using System.Globalization;
using BenchmarkDotNet.Running;
using P2IKT.Live.Benchmarks;
using P2IKT.Live.Benchmarks.Operators;
using P2IKT.Live.Benchmarks.Soak;
using P2IKT.Live.Benchmarks.Stages;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

// dotnet run -c Release --project tests/P2IKT.Live.Benchmarks -- ...
//   compare [rounds] [DATASET]     the deblur stage beside the usual loop and PyTorch, turn by turn; the gain of each on pairs of pictures
//   models [rounds] [size ...]     what a frame takes with each model, in our own code and as a whole graph, turn by turn
//   parts [rounds] [model]         what each part of the deblur stage takes
//   changed [rounds] [size ...]    a frame of which only a part has changed, beside a whole one
//   still [rounds] [size ...]      what finding what holds still takes
//   refined SECONDS DATASET [N]    how good a still scene becomes, beside the strongest network on the mean of its frames
//   stages [rounds] [size ...]     every stage between camera and viewer apart, beside its floor
//   pictures [rounds] [size ...]   bytes and PSNR of a viewer's pictures in each size and quality
//   operators [rounds] [size ...]  where ONNX Runtime spends its time, by type of operator
//   soak [minutes] [size]         an hour of viewers, lost cameras, recordings and load: tests/soak.sh
//   --filter '*' --job short       the others, by BenchmarkDotNet
var rounds = args.Length > 1 && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 25;
switch (args.FirstOrDefault())
{
    case "compare":
        Comparison.Run(rounds, args.ElementAtOrDefault(2));
        break;
    case "models":
        ModelTimes.Run(rounds, BenchmarkSizes.Asked(args.Skip(2)));
        break;
    case "parts":
        DeblurParts.Run(rounds, args.ElementAtOrDefault(2) ?? ModelCatalog.Default);
        break;
    case "changed":
        ChangedAreaTimes.Run(rounds, BenchmarkSizes.Asked(args.Skip(2)));
        break;
    case "still":
        StillTimes.Run(rounds, BenchmarkSizes.Asked(args.Skip(2)));
        break;
    case "refined" when args.Length > 2:
        await RefinedStills.RunAsync(double.Parse(args[1], CultureInfo.InvariantCulture), args[2], args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 8);
        break;
    case "stages":
        StageReport.Run(rounds, BenchmarkSizes.Asked(args.Skip(2)));
        break;
    case "pictures":
        PictureForms.Run(rounds, BenchmarkSizes.Asked(args.Skip(2)));
        break;
    case "operators":
        OperatorReport.Run(rounds, BenchmarkSizes.Asked(args.Skip(2)));
        break;
    case "soak":
        var minutes = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 60;
        return await SoakRun.RunAsync(minutes, args.Length > 2 ? BenchmarkSizes.Asked(args.Skip(2))[0] : new FrameSize(1280, 720));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(DeblurBenchmarks).Assembly).Run(args);
        break;
}
return 0;
