using P2IKT.Live.Capture.Gphoto2;
using P2IKT.Live.Commands;

if (args is [CameraHost.Command]) // hidden: the process in which a tethered camera's driver runs
    return CameraHost.Run();
if (args.Any(static argument => argument.Contains("gphoto2:", StringComparison.Ordinal)))
    CameraHost.StartAhead();
return await CommandLine.RunAsync(args, Console.Out, Console.Error);
