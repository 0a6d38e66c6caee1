using BenchmarkDotNet.Running;

// All: dotnet run -c Release --project tests/P2IKT.Live.Benchmarks -- --filter '*' --job short
BenchmarkSwitcher.FromAssembly(typeof(P2IKT.Live.Benchmarks.DeblurBenchmarks).Assembly).Run(args);
