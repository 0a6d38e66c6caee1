using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The part of libgphoto2's public API (version 2.5, headers gphoto2-camera.h, -file.h, -widget.h, -list.h, -port-info-list.h) that is
/// called here. Only the camera host calls it, all of it on one thread: the library promises no more.
/// </summary>
internal static unsafe partial class Gphoto2Library
{
    private const string Name = "gphoto2";

    static Gphoto2Library() => NativeLibrary.SetDllImportResolver(typeof(Gphoto2Library).Assembly, Resolve);

    /// <summary>Its version, such as 2.5.30; null when it is not installed, or lacks something that it must have.</summary>
    public static string? Version()
    {
        try
        {
            return Marshal.PtrToStringUTF8(gp_library_version(0)[0]);
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return null;
        }
    }

    /// <summary>What libgphoto2 itself says of a result.</summary>
    public static string Says(int result) => Marshal.PtrToStringUTF8(gp_result_as_string(result)) ?? "";

    /// <summary>The names in a list; empty where one has none.</summary>
    public static IReadOnlyList<string> NamesIn(nint list) => [.. Enumerable.Range(0, Math.Max(0, gp_list_count(list)))
        .Select(i => gp_list_get_name(list, i, out var name) >= 0 ? Marshal.PtrToStringUTF8(name) ?? "" : "")];

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Name)
            return 0; // as usual
        var file = Environment.GetEnvironmentVariable("P2IKT_LIBGPHOTO2") // an installation of one's own
            ?? (OperatingSystem.IsMacOS() ? "libgphoto2.6.dylib" : "libgphoto2.so.6");
        if (NativeLibrary.TryLoad(file, out var library))
            return library;
        foreach (var folder in (string[])["/opt/homebrew/lib", "/usr/local/lib"]) // where macOS does not look by itself
        {
            if (OperatingSystem.IsMacOS() && !Path.IsPathRooted(file) && NativeLibrary.TryLoad(Path.Combine(folder, file), out library))
                return library;
        }
        throw new DllNotFoundException($"{file} could not be loaded."); // and no other than the one that is named
    }

    [LibraryImport(Name)]
    private static partial nint* gp_library_version(int verbosity);

    [LibraryImport(Name)]
    private static partial nint gp_result_as_string(int result);

    [LibraryImport(Name)]
    public static partial nint gp_context_new();

    [LibraryImport(Name)]
    public static partial void gp_context_set_error_func(
        nint context, delegate* unmanaged[Cdecl]<nint, nint, nint, void> function, nint data);

    [LibraryImport(Name)]
    public static partial int gp_camera_new(out nint camera);

    [LibraryImport(Name)]
    public static partial int gp_camera_init(nint camera, nint context);

    [LibraryImport(Name)]
    public static partial int gp_camera_exit(nint camera, nint context);

    [LibraryImport(Name)]
    public static partial int gp_camera_set_abilities(nint camera, Abilities abilities);

    [LibraryImport(Name)]
    public static partial int gp_camera_get_abilities(nint camera, out Abilities abilities);

    [LibraryImport(Name)]
    public static partial int gp_camera_set_port_info(nint camera, nint info);

    [LibraryImport(Name)]
    public static partial int gp_camera_autodetect(nint list, nint context);

    [LibraryImport(Name)]
    public static partial int gp_camera_capture_preview(nint camera, nint file, nint context);

    [LibraryImport(Name)]
    public static partial int gp_camera_trigger_capture(nint camera, nint context);

    [LibraryImport(Name)]
    public static partial int gp_camera_capture(nint camera, int type, FilePath* path, nint context);

    [LibraryImport(Name)]
    public static partial int gp_camera_wait_for_event(nint camera, int milliseconds, out int type, out nint data, nint context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_camera_file_get_info(nint camera, string folder, string file, byte* info, nint context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_camera_file_read(
        nint camera, string folder, string file, int type, ulong offset, byte* buffer, ref ulong size, nint context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_camera_file_get(nint camera, string folder, string file, int type, nint into, nint context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_camera_folder_list_files(nint camera, string folder, nint list, nint context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_camera_folder_list_folders(nint camera, string folder, nint list, nint context);

    [LibraryImport(Name)]
    public static partial int gp_camera_get_storageinfo(nint camera, out nint storages, out int count, nint context);

    [LibraryImport(Name)]
    public static partial int gp_camera_list_config(nint camera, nint list, nint context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_camera_get_single_config(nint camera, string name, out nint widget, nint context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_camera_set_single_config(nint camera, string name, nint widget, nint context);

    [LibraryImport(Name)]
    public static partial int gp_file_new(out nint file);

    [LibraryImport(Name)]
    public static partial int gp_file_unref(nint file);

    [LibraryImport(Name)]
    public static partial int gp_file_get_data_and_size(nint file, out byte* data, out CULong size);

    [LibraryImport(Name)]
    public static partial int gp_list_new(out nint list);

    [LibraryImport(Name)]
    public static partial int gp_list_unref(nint list);

    [LibraryImport(Name)]
    public static partial int gp_list_count(nint list);

    [LibraryImport(Name)]
    public static partial int gp_list_get_name(nint list, int index, out nint name);

    [LibraryImport(Name)]
    public static partial int gp_list_get_value(nint list, int index, out nint value);

    [LibraryImport(Name)]
    public static partial int gp_abilities_list_new(out nint list);

    [LibraryImport(Name)]
    public static partial int gp_abilities_list_load(nint list, nint context);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_abilities_list_lookup_model(nint list, string model);

    [LibraryImport(Name)]
    public static partial int gp_abilities_list_get_abilities(nint list, int index, out Abilities abilities);

    [LibraryImport(Name)]
    public static partial int gp_abilities_list_free(nint list);

    [LibraryImport(Name)]
    public static partial int gp_port_info_list_new(out nint list);

    [LibraryImport(Name)]
    public static partial int gp_port_info_list_load(nint list);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_port_info_list_lookup_path(nint list, string path);

    [LibraryImport(Name)]
    public static partial int gp_port_info_list_get_info(nint list, int index, out nint info);

    [LibraryImport(Name)]
    public static partial int gp_widget_unref(nint widget);

    [LibraryImport(Name)]
    public static partial int gp_widget_get_type(nint widget, out int type);

    [LibraryImport(Name)]
    public static partial int gp_widget_get_label(nint widget, out nint label);

    [LibraryImport(Name)]
    public static partial int gp_widget_get_readonly(nint widget, out int readOnly);

    [LibraryImport(Name)]
    public static partial int gp_widget_get_value(nint widget, void* value);

    [LibraryImport(Name)]
    public static partial int gp_widget_set_value(nint widget, void* value);

    [LibraryImport(Name)]
    public static partial int gp_widget_get_range(nint widget, out float minimum, out float maximum, out float step);

    [LibraryImport(Name)]
    public static partial int gp_widget_count_choices(nint widget);

    [LibraryImport(Name)]
    public static partial int gp_widget_get_choice(nint widget, int index, out nint choice);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_setting_get(string id, string key, byte* value);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int gp_setting_set(string id, string key, string value);

    /// <summary>CameraAbilities of gphoto2-abilities-list.h; handed over by value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Abilities
    {
        public fixed byte Model[128];
        public int Status;
        public int Port;
        public fixed int Speeds[64];
        public int Operations;
        public int FileOperations;
        public int FolderOperations;
        public fixed int Usb[5];
        public fixed byte Library[1024];
        public fixed byte Id[1024];
        public int DeviceType;
        public fixed int Reserved[7];
    }

    /// <summary>CameraStorageInformation of gphoto2-filesys.h; the library allocates an array of them with malloc.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Storage
    {
        public const int HasCapacity = 1 << 6, HasFreeSpace = 1 << 7, HasFreePictures = 1 << 8; // GP_STORAGEINFO_...
        public int Fields;
        public fixed byte Folder[256];
        public fixed byte Label[256];
        public fixed byte Description[256];
        public int Kind;
        public int FileSystem;
        public int Access;
        public ulong CapacityKilobytes;
        public ulong FreeKilobytes;
        public ulong FreePictures;
    }

    /// <summary>CameraFilePath of gphoto2-camera.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FilePath
    {
        public fixed byte Name[128];
        public fixed byte Folder[1024];
    }
}
