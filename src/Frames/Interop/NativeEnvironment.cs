using System.Runtime.InteropServices;

namespace P2IKT.Live.Frames.Interop;

/// <summary>The environment variables as native libraries of this process see them: .NET has a separate copy.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for native code; set before the library that reads it is loaded.</summary>
    public static void Set(string name, string value)
    {
        if (OperatingSystem.IsWindows())
            _ = PutEnvironment(name, value);
        else
            _ = LibC.SetEnvironment(name, value, overwrite: 1);
    }

    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PutEnvironment(string name, string value);
}
