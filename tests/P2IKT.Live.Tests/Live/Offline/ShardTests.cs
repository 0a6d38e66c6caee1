using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using P2IKT.Live.Offline;

namespace P2IKT.Live.Tests.Live.Offline;

public sealed class ShardTests
{
    [Property]
    public Property TheShardsOfOneCount_HaveEveryFileOnceAndDifferByOneAtMost(string[] files) => Prop.ForAll(Gen.Choose(1, 40).ToArbitrary(), count =>
    {
        var shards = Enumerable.Range(1, count).Select(i => new Shard(i, count).Of(files).ToList()).ToList();

        Assert.Equal(files.Order(StringComparer.Ordinal), shards.SelectMany(s => s).Order(StringComparer.Ordinal));
        Assert.InRange(shards.Max(s => s.Count) - shards.Min(s => s.Count), 0, 1);
    });

    [Property]
    public Property WhatIsWritten_IsRead() => Prop.ForAll(Gen.Choose(1, 5000).ToArbitrary(), Gen.Choose(0, 5000).ToArbitrary(), (index, more) =>
    {
        Assert.True(Shard.TryParse($"{index}/{index + more}", out var shard, out _));
        Assert.Equal(new Shard(index, index + more), shard);
    });

    [Theory]
    [InlineData("0/8", "counts from 0")]
    [InlineData("9/8", "beyond the last")]
    [InlineData("1/0", "is not I/N")]
    [InlineData("3", "is not I/N")]
    [InlineData("1/2/3", "is not I/N")]
    [InlineData("-1/2", "is not I/N")]
    [InlineData("a/b", "is not I/N")]
    [InlineData("99999999999/99999999999", "is not I/N")]
    public void WhatIsNoShard_IsRefusedWithASentence(string text, string said)
    {
        Assert.False(Shard.TryParse(text, out _, out var error));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Property]
    public bool AnyText_IsReadOrRefused(string? text) => Shard.TryParse(text ?? "", out _, out var error) == error is null;
}
