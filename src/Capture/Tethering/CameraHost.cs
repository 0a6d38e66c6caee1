using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The process in which libgphoto2 runs: the program started again with a hidden command, speaking over its standard streams.
/// </summary>
/// <remarks>
/// It is a process, and not a thread, for three reasons. A call into a hung USB driver cannot be interrupted from within, while a
/// process can be killed and its device is then free. A driver that crashes takes its whole process with it, which must not be the one that
/// records. And the drivers' habits stay theirs: version 2.5.30 closes descriptor 0 when a PTP/IP camera is closed, because a field is
/// not set that its disconnect reads.
/// One host serves one opening of one camera; it ends when its standard input does, so it never outlives the program.
/// </remarks>
public static class CameraHost
{
    /// <summary>The hidden command; a program that embeds this library calls <see cref="Run"/> when it is started with it.</summary>
    public const string Command = "camera-host";

    /// <summary>How long a camera that hangs may keep the host from ending.</summary>
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Starts the process for the camera that will be opened next, while the program is still busy with itself: it takes as long to start
    /// as the program does.
    /// </summary>
    public static void StartAhead() => CameraHostLauncher.StartAhead();

    /// <summary>Serves one camera until the standard input ends; returns the exit code.</summary>
    public static int Run()
    {
        // .NET's standard streams are duplicates of descriptors 0 to 2, so those can be given away: drivers print to them, and close them.
        var pipe = new HostPipe(Console.OpenStandardInput(), Console.OpenStandardOutput());
        RedirectStandardStreams();
        // What ends the program is its own to deal with: the camera is left in order when the program closes the pipe.
        var ignored = ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP, PosixSignal.SIGTERM])
            .Select(static ending => PosixSignalRegistration.Create(ending, static signal => signal.Cancel = true)).ToArray();
        try
        {
            Serve(pipe);
        }
        catch (IOException)
        {
            // The program is gone, in the middle of a message.
        }
        GC.KeepAlive(ignored);
        Quit(0); // without waiting for a driver's threads and exit handlers
        return 0;
    }

    private static void Serve(HostPipe pipe)
    {
        var calls = new CallWatch(TimeProvider.System);
        using var heartbeat = new Heartbeat(
            calls, TimeProvider.System,
                text => OrQuit(() => pipe.Write(HostMessageType.Alive, text is null ? null : new HostMessage { Text = text })),
                call => OrQuit(() => GiveUp(pipe, call)));
        if (Gphoto2Library.Version() is not { } version)
        {
            pipe.Write(HostMessageType.Failed, new HostMessage { Code = Gphoto2Fault.LibraryAbsent });
            return;
        }
        pipe.WriteText(HostMessageType.Hello, version);
        if (!pipe.TryReadHeader(out var type, out var length))
            return;
        if (type == HostMessageType.Search)
        {
            HostedCamera.Search(pipe);
            return;
        }
        var (port, stills) = pipe.ReadText(length).Split('\0', 2) is [var first, var second] ? (first, second) : ("", "");
        using var orders = new BlockingCollection<(HostMessageType Type, HostMessage Message)>();
        var camera = new HostedCamera(pipe, orders, calls, port, stills);
        var thread = new Thread(() => OrQuit(() => Live(camera))) { Name = "camera", IsBackground = true };
        thread.Start();
        while (pipe.TryReadHeader(out type, out length))
        {
            var message = pipe.ReadMessage(length);
            if (type == HostMessageType.StopDriving)
                camera.StopDriving(message.Command); // now: the orders before it are done one after the other
            else
                orders.Add((type, message));
        }
        orders.CompleteAdding();
        if (calls.Current?.Call != CameraCall.Open)
            thread.Join(ExitTimeout); // to leave the camera in order: live view off, session closed
    }

    private static void Live(HostedCamera camera)
    {
        camera.Run(); // on this thread alone it is left, too
        Quit(0);
    }

    private static void GiveUp(HostPipe pipe, CameraCall call)
    {
        pipe.Write(HostMessageType.Failed, new HostMessage { Code = Gphoto2Fault.HostGone, Text = call.Text });
        Quit(1); // the call never returns
    }

    /// <summary>Does the work; ends the host when it can no longer write to the program.</summary>
    private static void OrQuit(Action work)
    {
        try
        {
            work();
        }
        catch (IOException)
        {
            Quit(0);
        }
    }

    private static void RedirectStandardStreams()
    {
        if (OperatingSystem.IsWindows())
            return;
        var nowhere = LibC.Open("/dev/null", 2); // O_RDWR
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (descriptor < 2 || Environment.GetEnvironmentVariable("P2IKT_CAMERA_DEBUG") is null)
                _ = LibC.Duplicate(nowhere, descriptor);
        }
    }

    private static void Quit(int code)
    {
        if (OperatingSystem.IsWindows())
            Environment.Exit(code);
        LibC.Exit(code);
    }
}
