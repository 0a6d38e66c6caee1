using System.Globalization;
using BenchmarkDotNet.Running;
using P2IKT.Live.Benchmarks;
using P2IKT.Live.Benchmarks.Operators;
using P2IKT.Live.Benchmarks.Stages;

// dotnet run -c Release --project tests/P2IKT.Live.Benchmarks -- ...
//   compare [rounds] [DATASET]     the deblur stage beside the usual loop and PyTorch, turn by turn; the gain of each on pairs of pictures
//   parts [rounds]                 what each part of the deblur stage takes
//   stages [rounds] [size ...]     every stage between camera and viewer apart, beside its floor
//   operators [rounds] [size ...]  where ONNX Runtime spends its time, by type of operator
//   --filter '*' --job short       the others, by BenchmarkDotNet
var rounds = args.Length > 1 && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 25;
switch (args.FirstOrDefault())
{
    case "compare":
        Comparison.Run(rounds, args.ElementAtOrDefault(2));
        break;
    case "parts":
        DeblurParts.Run(rounds);
        break;
    case "stages":
        StageReport.Run(rounds, BenchmarkSizes.Asked(args.Skip(2)));
        break;
    case "operators":
        OperatorReport.Run(rounds, BenchmarkSizes.Asked(args.Skip(2)));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(DeblurBenchmarks).Assembly).Run(args);
        break;
}
