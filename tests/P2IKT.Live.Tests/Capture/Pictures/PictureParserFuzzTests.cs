using System.Text;
using NetVips;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Capture.Pictures;

/// <summary>
/// Whole picture files with bytes changed, cut out, doubled and put in, from a fixed seed: whatever a file holds, a parser ends, and what it
/// throws is what it says it throws.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class PictureParserFuzzTests : IDisposable
{
    private static readonly int Cases = 4000 * Factor, DecodedCases = 400 * Factor;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-fuzz-");

    /// <summary>More cases, by hand: P2IKT_FUZZ=100.</summary>
    private static int Factor => int.TryParse(Environment.GetEnvironmentVariable("P2IKT_FUZZ"), out var factor) ? factor : 1;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void JpegSegments_AndWhatLiesBesideThePicture_AreReadOrNot()
    {
        Mutate(Jpeg(), Cases, data =>
        {
            using var file = new MemoryStream(data);
            _ = StillFormats.IsComplete(data);
            _ = RawPreview.Largest(data);
            var extras = JpegExtras.Of(file, Encoding.UTF8.GetBytes(PictureBytes.Xmp("", PictureBytes.Container(("Primary", 0), ("GainMap", data.Length / 3)))));
            Assert.InRange(extras.MapBytes ?? 0, 0, data.Length);
        });
    }

    [Fact]
    public void WhatGoesOverFromABrokenJpeg_LeavesAWholeOne()
    {
        var (whole, path) = (PictureBytes.Jpeg(), Path.Combine(_folder.FullName, "a.jpg"));
        Mutate(Jpeg(), Cases / 10, data =>
        {
            using var file = new MemoryStream(data);
            File.WriteAllBytes(path, whole);
            JpegExtras.Of(file, null).AddTo(path);
            Assert.True(StillFormats.IsComplete(File.ReadAllBytes(path)));
        });
    }

    [Fact]
    public void TiffDirectories_AreReadOrNot()
    {
        var big = Written(static (scene, path) => scene.Tiffsave(path, bigtiff: true, pyramid: true, tile: true, tileWidth: 16, tileHeight: 16), ".tif");
        foreach (var seed in (byte[][])[new TiffBuilder().Add(80, 60, below: 8).Add(40, 30, kind: 1).ToArray(), big])
        {
            Mutate(seed, Cases, data =>
            {
                using var file = new MemoryStream(data);
                _ = StillFormats.IsComplete(data);
                if (TiffHeader.Of(file, anyMaker: true) is not { } header)
                    return;
                var pages = TiffPages.Of(file, header);
                _ = pages.HoldsItsPixels(data.Length);
                if (pages.Directory is { } directory)
                    Assert.True(DecoderMemory.OfTiff(directory) >= 0);
            });
        }
    }

    [Fact]
    public void PngChunks_OfABrokenPng_LeaveAWholeOne()
    {
        var (whole, path) = (PictureBytes.Png(), Path.Combine(_folder.FullName, "a.png"));
        var seed = PictureBytes.WithChunks(PictureBytes.Png(), PictureBytes.Chunk("gAMA", [0, 0, 0xB1, 0x8F]), PictureBytes.Chunk("tEXt", "Author\0Ann"u8), PictureBytes.Chunk("iTXt", "Title\0\0\0\0\0x"u8));
        Mutate(seed, Cases / 4, data =>
        {
            using var file = new MemoryStream(data);
            File.WriteAllBytes(path, whole);
            PngChunks.Of(file).AddTo(path, data);
            Assert.Equal("IEND", PictureBytes.Chunks(File.ReadAllBytes(path))[^1].Name);
        });
    }

    [Fact]
    public void Xmp_IsKept_OrLosesItsPromises()
    {
        var seed = Encoding.UTF8.GetBytes(PictureBytes.Xmp(
            "xmlns:GCamera=\"http://ns.google.com/photos/1.0/camera/\" GCamera:MotionPhoto=\"1\" xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\"",
            PictureBytes.Container(("Primary", 0), ("GainMap", 7), ("MotionPhoto", 9))));
        Mutate(seed, Cases, data =>
        {
            _ = XmpDependencies.PlaceOfMap(data);
            var (xmp, _) = XmpDependencies.Keep(data, mapBytes: null, hasBlocks: false);
            Assert.Empty(XmpDependencies.Keep(xmp, mapBytes: null, hasBlocks: false).Lost); // nothing is left to take back
        });
    }

    [Fact]
    public void BrokenPictures_AreRefusedOrDecoded_AndWhatIsDecodedCanBeWritten()
    {
        byte[][] seeds =
        [
            Jpeg(), PictureBytes.Png(deep: true), new TiffBuilder().Add(80, 60).Add(40, 30, kind: 1).ToArray(),
            new TiffBuilder().Add(16, 12, photometric: 8, channels: 3).ToArray(), Written(static (scene, path) => scene.Webpsave(path, lossless: true), ".webp"),
        ];
        var path = Path.Combine(_folder.FullName, "result");
        foreach (var seed in seeds)
        {
            Mutate(seed, DecodedCases / seeds.Length, data =>
            {
                try
                {
                    using var file = PictureFile.Open(data, "fuzz");
                    if (file.Layout.Bytes > 10 << 20)
                        return; // a changed size: it would only take long
                    using var store = new PixelStore(file.Layout, path);
                    var rows = new byte[file.Layout.RowBytes];
                    for (var y = 0; y < file.Layout.Size.Height; y++)
                    {
                        file.Read(y, rows);
                        store.Write((long)y * rows.Length, rows);
                    }
                    File.WriteAllBytes(path, []);
                    file.Save(store, path, CancellationToken.None);
                }
                catch (Exception refused) when (refused is CaptureException or IOException)
                {
                    Assert.False(string.IsNullOrEmpty(refused.Message));
                }
            });
        }
    }

    private static byte[] Jpeg()
    {
        var map = PictureBytes.GainMap();
        var jpeg = PictureBytes.With(PictureBytes.Jpeg(), PictureBytes.XmpSegment("xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\""), PictureBytes.Segment(0xFE, "comment"u8));
        return [.. PictureBytes.With(jpeg, JpegPictures.Index(2, jpeg.Length + JpegPictures.IndexBytes, map.Length)), .. map];
    }

    private byte[] Written(Action<Image, string> write, string extension)
    {
        var path = Path.Combine(_folder.FullName, "seed" + extension);
        using var scene = SamplePictures.Scene(80, 60);
        write(scene, path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Most changes fall into the first part, where the structure is.</summary>
    private static void Mutate(byte[] seed, int cases, Action<byte[]> run)
    {
        var random = new Random(20_261_126);
        for (var number = 0; number < cases; number++)
        {
            var data = seed.ToList();
            for (var changes = random.Next(1, 6); changes > 0 && data.Count > 4; changes--)
            {
                var at = random.Next(random.Next(3) == 0 ? data.Count : Math.Min(data.Count, 600));
                var length = Math.Min(random.Next(1, 40), data.Count - at);
                switch (random.Next(6))
                {
                    case 0: data[at] = (byte)random.Next(256); break;
                    case 1: data[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: data.RemoveRange(at, length); break;
                    case 3: data.InsertRange(at, data.GetRange(at, length)); break;
                    case 4: data[at] = random.Next(2) == 0 ? byte.MinValue : byte.MaxValue; break;
                    default: data.RemoveRange(at, data.Count - at); break;
                }
            }
            try
            {
                run([.. data]);
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.IAssertionException)
            {
                throw new InvalidOperationException($"Case {number}: {Convert.ToHexString([.. data.Take(700)])}", failure);
            }
        }
    }
}
