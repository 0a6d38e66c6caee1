using P2IKT.Live.Commands;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
