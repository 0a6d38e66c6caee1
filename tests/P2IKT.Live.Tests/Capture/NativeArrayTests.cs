using P2IKT.Live.Capture;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Resident memory is that of the whole process, hence on its own.</summary>
[CollectionDefinition(nameof(NativeArrayTests), DisableParallelization = true)]
[Collection(nameof(NativeArrayTests))]
public sealed class NativeArrayTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1 << 20)] // with pages of its own where the system gives them
    public unsafe void Values_AtFirst_AreZerosAtAnAlignedAddress(int length)
    {
        using var array = new NativeArray<float>(length);
        Assert.Equal(length, array.Length);
        Assert.Equal(length, array.Values.Length);
        Assert.False(array.Values.ContainsAnyExcept(0));
        Assert.Equal(0, (nint)array.Pointer % 64);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1 << 20)]
    public unsafe void Dispose_Twice_LeavesNothingToRead(int length)
    {
        var array = new NativeArray<long>(length);
        array.Dispose();
        array.Dispose();
        Assert.Throws<ObjectDisposedException>(() => array.Values.Length);
        Assert.True(array.Pointer is null);
    }

    [Fact]
    public void Constructor_OfNothingPossible_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new NativeArray<byte>(-1));

    /// <summary>What a heap would keep in pieces: blocks of many sizes, made and freed in another order.</summary>
    [Fact]
    public void Memory_OfArraysThatWereFreed_GoesBackToTheSystem()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the C library gives large blocks back by itself.");
        const int Megabyte = 1 << 20, Count = 64;
        using var resident = new ResidentMemory();
        var before = resident.Read();
        var arrays = Enumerable.Range(0, Count).Select(i => Filled(Megabyte + (i * 10_000))).ToList();
        Assert.InRange(resident.Read() - before, Count * Megabyte * 0.9, Count * Megabyte * 2.0);
        for (var i = 0; i < Count; i += 2)
            arrays[i].Dispose();
        Assert.InRange(resident.Read() - before, Count * Megabyte * 0.3, Count * Megabyte * 1.1);
        arrays.ForEach(array => array.Dispose());
        Assert.InRange(resident.Read() - before, -Count * Megabyte, Count * Megabyte * 0.2);
    }

    [Fact]
    public void Pool_Disposed_FreesWhatIsFree_AndWhatIsOutWhenItComesBack()
    {
        const double Picture = 3e8;
        using var resident = new ResidentMemory();
        var before = resident.Read();
        var pool = new FramePool(new FrameSize(10_000, 10_000), 2);
        Assert.True(pool.TryRent(out var kept));
        Assert.True(pool.TryRent(out var returned));
        using (returned)
            returned.Draft.Fill(1);
        kept.Draft.Fill(2);
        kept.Publish(0, 0);
        var both = resident.Read() - before;

        pool.Dispose();
        var one = resident.Read() - before;
        Assert.Equal(2, kept.Pixels[^1]);
        Assert.Equal(1, pool.Outstanding);
        kept.Dispose();

        Assert.Equal(0, pool.Outstanding);
        Assert.InRange(both, 1.8 * Picture, 2.4 * Picture);
        Assert.InRange(one, 0.8 * Picture, 1.4 * Picture);
        Assert.InRange(resident.Read() - before, -0.4 * Picture, 0.4 * Picture);
    }

    private static NativeArray<byte> Filled(int length)
    {
        var array = new NativeArray<byte>(length);
        array.Values.Fill(1);
        return array;
    }
}
