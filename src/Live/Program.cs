using System.Runtime.ExceptionServices;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Commands;
using P2IKT.Live.Terminal;

if (args is [CameraHost.Command]) // hidden: the process in which a tethered camera's driver runs
    return CameraHost.Run();

// The last resort: our own threads catch their failures. What a thread of another library throws must not end a recording.
ExceptionHandling.SetUnhandledExceptionHandler(static failure =>
{
    using var errors = new TerminalWriter(Console.Error);
    errors.WriteLine($"p2ikt-live: Something failed in the background, and this should not have happened; please report it: "
        + $"{failure.GetType().Name}: {failure.Message}");
    return true;
});

if (args.Any(static argument => argument.Contains("gphoto2:", StringComparison.Ordinal)))
    CameraHost.StartAhead();
return await CommandLine.RunAsync(args, Console.Out, Console.Error);
