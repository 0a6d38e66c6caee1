using FsCheck;
using FsCheck.Xunit;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Memory;
using P2IKT.Live.Pipeline;

namespace P2IKT.Live.Tests.Frames.Memory;

/// <summary>Resident memory is that of the whole process, hence on its own.</summary>
[CollectionDefinition(nameof(NativeArrayTests), DisableParallelization = true)]
[Collection(nameof(NativeArrayTests))]
[Trait(TestKind.Name, TestKind.Component)]
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
        IsResident(() =>
        {
            using var resident = new ResidentMemory();
            var before = resident.Read();
            var arrays = Enumerable.Range(0, Count).Select(i => Filled(Megabyte + (i * 10_000))).ToList();
            var all = resident.Read() - before;
            for (var i = 0; i < Count / 2; i++)
                arrays[i * 5 % (Count / 2)].Dispose(); // a half, in another order
            var half = resident.Read() - before;
            arrays.ForEach(array => array.Dispose());
            Assert.InRange(all, Count * Megabyte * 0.9, Count * Megabyte * 2.0);
            Assert.InRange(half, Count * Megabyte * 0.5, Count * Megabyte * 1.1);
            Assert.InRange(resident.Read() - before, -Count * Megabyte, Count * Megabyte * 0.2);
        });
    }

    /// <summary>
    /// Arrays that come and go, each full of its own number: none finds another's where it is, nor what was there before it.
    /// </summary>
    [Property(MaxTest = 40)]
    public void Arrays_ThatComeAndGo_KeepTheirValues(NonNegativeInt[] sizes)
    {
        var live = new List<(NativeArray<int> Array, int Value)>();
        for (var i = 0; i < sizes.Length; i++)
        {
            var array = new NativeArray<int>(sizes[i].Get * 7919 % 1_500_000);
            Assert.False(array.Values.ContainsAnyExcept(0));
            array.Values.Fill(i + 1);
            live.Add((array, i + 1));
            if (sizes[i].Get % 3 == 0)
            {
                var (gone, value) = live[sizes[i].Get % live.Count];
                Assert.False(gone.Values.ContainsAnyExcept(value));
                gone.Dispose();
                live.RemoveAt(sizes[i].Get % live.Count);
            }
        }
        foreach (var (array, value) in live)
        {
            Assert.False(array.Values.ContainsAnyExcept(value));
            array.Dispose();
        }
    }

    [Fact]
    public unsafe void Block_WhoseParts_AreReturnedInAnyOrder_IsWhole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Huge pages are asked for on Linux alone.");
        const int Part = 300_000;
        using var block = new PageBlock(10 * Part);
        for (var round = 0; round < 3; round++)
        {
            var parts = new List<nint>();
            while (block.TryTake(Part) is var part && part != null)
                parts.Add((nint)part);
            Assert.True(parts.Count >= 10);
            Assert.Equal(parts.Count, parts.Distinct().Count());
            Assert.All(parts, part => Assert.Equal(0, part % NativePages.PageBytes));
            for (var i = 0; i < parts.Count; i++)
            {
                Assert.False(block.IsEmpty);
                var next = parts[((i * 7) + round) % parts.Count];
                new Span<byte>((void*)next, Part).Fill(1);
                block.Return((void*)next, Part);
            }
            Assert.True(block.IsEmpty);
        }
    }

    [Fact]
    public void Pool_Disposed_FreesWhatIsFree_AndWhatIsOutWhenItComesBack()
    {
        const double Picture = 3e8;
        IsResident(() =>
        {
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
        });
    }

    /// <summary>
    /// Checks again what it did not find, a few times: what tests before this one have left is freed at any moment, by threads of their own.
    /// What is never freed is never found.
    /// </summary>
    private static void IsResident(Action check)
    {
        for (var left = 4; left > 0; left--)
        {
            try
            {
                check();
                return;
            }
            catch (Xunit.Sdk.InRangeException)
            {
                Thread.Sleep(TimeSpan.FromSeconds(1));
            }
        }
        check();
    }

    private static NativeArray<byte> Filled(int length)
    {
        var array = new NativeArray<byte>(length);
        array.Values.Fill(1);
        return array;
    }
}
