using P2IKT.Live.Capture.Gphoto2;
using P2IKT.Live.Commands;

if (args is [CameraHost.Command]) // hidden: the process in which a tethered camera's driver runs
    return CameraHost.Run();
return await CommandLine.RunAsync(args, Console.Out, Console.Error);
