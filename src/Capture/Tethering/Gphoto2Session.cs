using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static P2IKT.Live.Capture.Tethering.Gphoto2Library;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>One opened camera, called through libgphoto2: results are its codes, 0 or above when it went well. One thread.</summary>
internal sealed unsafe class Gphoto2Session : IDisposable
{
    private static string? _lastError;
    private readonly CallWatch _calls;
    private readonly nint _context;
    private nint _camera;
    private nint _preview;

    /// <param name="calls">Receives the begin and end of every call that may take time.</param>
    public Gphoto2Session(CallWatch calls)
    {
        _calls = calls;
        _context = gp_context_new();
        gp_context_set_error_func(_context, &OnLibraryError, 0);
        _ = gp_camera_new(out _camera);
        _ = gp_file_new(out _preview);
    }

    public nint Camera => _camera;

    public nint Context => _context;

    /// <summary>The code with which the camera has stopped answering; 0 while it answers.</summary>
    public int Loss { get; private set; }

    /// <summary>What the driver said of the last failure; asking forgets it.</summary>
    public static string? TakeLastLibraryError()
    {
        var error = _lastError;
        _lastError = null;
        return error;
    }

    /// <summary>A call begins that may take time; it ends when what this returns is disposed.</summary>
    public CallWatch.Running Begin(CameraCall call) => _calls.Begin(call);

    /// <summary>Records what a call came to, and gives it back.</summary>
    public int Record(int result)
    {
        Loss = result >= 0 ? Gphoto2Fault.Ok : Gphoto2Fault.IsLoss(result) ? result : Loss;
        return result;
    }

    /// <summary>Opens the camera at a port such as usb:001,004 or ptpip:10.0.0.5:15740:15740; the first that is found when empty.</summary>
    public int Open(string port)
    {
        using var running = Begin(CameraCall.Open);
        if (port.Length > 0 && Gphoto2Ports.Select(_camera, port, _context) is var set and < 0)
            return set;
        return gp_camera_init(_camera, _context);
    }

    /// <summary>The model, as the driver's table calls it.</summary>
    public string Model()
    {
        if (gp_camera_get_abilities(_camera, out var abilities) < 0)
            return "camera";
        return Marshal.PtrToStringUTF8((nint)abilities.Model) ?? "camera";
    }

    /// <summary>
    /// Waits for a live-view picture; it stays valid until the next call. Only a try shows whether a camera has one: models newer than
    /// the library are entered in its tables without.
    /// </summary>
    public int Preview(out ReadOnlySpan<byte> jpeg)
    {
        jpeg = default;
        using var running = Begin(CameraCall.Preview);
        var result = Record(gp_camera_capture_preview(_camera, _preview, _context));
        if (result < 0)
            return result;
        result = gp_file_get_data_and_size(_preview, out var data, out var size);
        if (result >= 0)
            jpeg = new ReadOnlySpan<byte>(data, (int)Math.Min(size.Value, int.MaxValue));
        return result;
    }

    /// <summary>
    /// Takes the next thing that happened, if anything did; the text is a file's folder and name, or what the driver says.
    /// </summary>
    public int NextEvent(out CameraEvent happened, out string folder, out string name)
    {
        (folder, name) = ("", "");
        using var running = Begin(CameraCall.Events);
        var result = Record(gp_camera_wait_for_event(_camera, 1, out var type, out var data, _context));
        happened = result < 0 ? CameraEvent.None : (CameraEvent)type;
        if (data == 0)
            return result;
        if (happened is CameraEvent.FileAdded or CameraEvent.FileChanged)
        {
            var path = (FilePath*)data;
            folder = Marshal.PtrToStringUTF8((nint)path->Folder) ?? "";
            name = Marshal.PtrToStringUTF8((nint)path->Name) ?? "";
        }
        else if (happened == CameraEvent.Unknown)
        {
            name = Marshal.PtrToStringUTF8(data) ?? "";
        }
        NativeMemory.Free((void*)data); // the caller's, from malloc
        return result;
    }

    /// <summary>Releases the shutter. Drivers that cannot without waiting for the picture say in which file it is.</summary>
    public int Release(out string folder, out string name)
    {
        (folder, name) = ("", "");
        using var running = Begin(CameraCall.Release);
        var result = gp_camera_trigger_capture(_camera, _context);
        if (result != Gphoto2Fault.NotSupported)
            return result;
        FilePath path = default;
        result = gp_camera_capture(_camera, 0, &path, _context);
        if (result >= 0)
            (folder, name) = (Marshal.PtrToStringUTF8((nint)path.Folder) ?? "", Marshal.PtrToStringUTF8((nint)path.Name) ?? "");
        return result;
    }

    /// <summary>Reads how much room there is on the camera's cards; null when it does not say.</summary>
    public int ReadCard(out CameraCard? card)
    {
        card = null;
        using var running = Begin(CameraCall.ReadCard);
        var result = gp_camera_get_storageinfo(_camera, out var storages, out var count, _context);
        if (result < 0 || storages == 0)
            return result;
        var all = new ReadOnlySpan<Storage>((void*)storages, count);
        card = new CameraCard(
            Sum(all, Storage.HasCapacity, static one => one.CapacityKilobytes, 1024),
            Sum(all, Storage.HasFreeSpace, static one => one.FreeKilobytes, 1024),
            Sum(all, Storage.HasFreePictures, static one => one.FreePictures, 1));
        NativeMemory.Free((void*)storages); // the caller's, from malloc
        return result;

        // What is out of any measure is a camera that does not know.
        static long? Sum(ReadOnlySpan<Storage> storages, int field, Func<Storage, ulong> value, ulong unit)
        {
            const ulong most = 1UL << 50;
            ulong? sum = null;
            foreach (var one in storages)
            {
                if ((one.Fields & field) != 0 && value(one) is var amount && amount < most / unit)
                    sum = (sum ?? 0) + (amount * unit);
            }
            return (long?)sum;
        }
    }

    /// <summary>Lists the files of a folder, or the folders in it, by name.</summary>
    public int List(string folder, bool folders, List<string> names)
    {
        using var running = Begin(CameraCall.ListCard);
        if (gp_list_new(out var list) is var made and < 0)
            return made;
        try
        {
            var result = Record(folders ? gp_camera_folder_list_folders(_camera, folder, list, _context)
                : gp_camera_folder_list_files(_camera, folder, list, _context));
            if (result >= 0)
                names.AddRange(NamesIn(list).Where(static name => name.Length > 0));
            return result;
        }
        finally
        {
            _ = gp_list_unref(list);
        }
    }

    /// <summary>Length of a file on the camera; 0 when it does not say.</summary>
    public long LengthOf(string folder, string name)
    {
        const int FileSizeAt = 96; // CameraFileInfo: the preview's part is 88 bytes, then fields, status, size
        var info = stackalloc byte[512];
        using var running = Begin(CameraCall.Download);
        return gp_camera_file_get_info(_camera, folder, name, info, _context) < 0 ? 0 : Unsafe.ReadUnaligned<long>(info + FileSizeAt);
    }

    /// <summary>Reads a part of a file, if the camera hands out parts.</summary>
    public int Read(string folder, string name, long offset, Span<byte> into, out int got)
    {
        var size = (ulong)into.Length;
        int result;
        using var running = Begin(CameraCall.Download);
        fixed (byte* buffer = into)
            result = gp_camera_file_read(_camera, folder, name, 1, (ulong)offset, buffer, ref size, _context);
        got = result < 0 ? 0 : (int)size;
        return result;
    }

    /// <summary>Reads a whole file and hands it over.</summary>
    public int ReadWhole(string folder, string name, Action<nint, int> take)
    {
        _ = gp_file_new(out var file);
        using var running = Begin(CameraCall.Download);
        try
        {
            var result = gp_camera_file_get(_camera, folder, name, 1, file, _context);
            if (result >= 0)
                result = gp_file_get_data_and_size(file, out var data, out var size) is var got && got >= 0 ? Hand(take, data, size) : got;
            return result;
        }
        finally
        {
            _ = gp_file_unref(file);
        }

        static int Hand(Action<nint, int> take, byte* data, CULong size)
        {
            take((nint)data, checked((int)size.Value));
            return 0;
        }
    }

    public void Dispose()
    {
        if (_preview != 0)
            _ = gp_file_unref(_preview);
        _preview = 0;
        if (_camera != 0)
            _ = gp_camera_exit(_camera, _context);
        _camera = 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLibraryError(nint context, nint text, nint data) => _lastError = Marshal.PtrToStringUTF8(text);
}
