using System.Runtime.InteropServices;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Pictures;

public sealed class PixelStoreTests : IDisposable
{
    private static readonly PictureLayout Layout = new(new FrameSize(70, 50), 3, 2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-store-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(PixelStore.MemoryBytes)]
    [InlineData(0)]
    public void WhatIsWritten_IsThere_InMemoryAsInAFile(long memoryBytes)
    {
        var bytes = new byte[Layout.Bytes];
        new Random(1).NextBytes(bytes);
        using var store = new PixelStore(Layout, Path.Combine(_folder.FullName, "a.tif"), memoryBytes);
        for (var y = Layout.Size.Height - 1; y >= 0; y--) // in any order
            store.Write((long)y * Layout.RowBytes, bytes.AsSpan(y * Layout.RowBytes, Layout.RowBytes));
        var read = new byte[bytes.Length];
        Marshal.Copy(store.Address(), read, 0, read.Length);

        Assert.Equal(bytes, read);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Write(Layout.Bytes - 1, new byte[2]));
    }

    [Fact]
    public void ALargeStore_LeavesNoFileEvenWhileItIsOpen()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows removes it when it is closed.");
        using var store = new PixelStore(Layout, Path.Combine(_folder.FullName, "a.tif"), memoryBytes: 0);
        store.Write(0, new byte[10]);

        Assert.Empty(_folder.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }));
        Assert.NotEqual(0, store.Address());
    }
}
