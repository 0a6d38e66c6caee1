using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// A little noise of about 1.4 code values, another for each frame: one tile of it is made in advance, and each frame begins
/// to read it somewhere else.
/// </summary>
/// <remarks>Owns native memory.</remarks>
internal sealed class SensorNoise : IDisposable
{
    private const int Length = 1 << 20;
    private const int Lanes = 32;
    private readonly NativeArray<byte> _brighter = new(Length + Lanes);
    private readonly NativeArray<byte> _darker = new(Length + Lanes);
    private readonly Noise _random;

    public SensorNoise(int seed)
    {
        _random = new Noise((uint)seed * 37);
        var bits = new Random(seed);
        Span<byte> brighter = _brighter.Values, darker = _darker.Values;
        bits.NextBytes(brighter);
        for (var i = 0; i < brighter.Length; i++)
        {
            var value = BitOperations.PopCount(brighter[i]) - 4; // eight coins: nearly a bell, variance 2
            brighter[i] = (byte)Math.Max(value, 0);
            darker[i] = (byte)Math.Max(-value, 0);
        }
    }

    /// <summary>Writes the clean picture with the noise of a frame over it.</summary>
    public void Apply(ReadOnlySpan<byte> clean, Span<byte> noisy, long sequence)
    {
        var at = (int)(_random.At((int)sequence, (int)(sequence >> 32)) * (Length - 1));
        for (var i = 0; i < clean.Length;)
        {
            var run = Math.Min(clean.Length - i, Length - at);
            Run(clean.Slice(i, run), noisy.Slice(i, run), at);
            i += run;
            at = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _brighter.Dispose();
        _darker.Dispose();
    }

    private void Run(ReadOnlySpan<byte> clean, Span<byte> noisy, int at)
    {
        var i = 0;
        ReadOnlySpan<byte> brighter = _brighter.Values.Slice(at, clean.Length + Lanes),
            darker = _darker.Values.Slice(at, clean.Length + Lanes);
        ref var more = ref MemoryMarshal.GetReference(brighter);
        ref var less = ref MemoryMarshal.GetReference(darker);
        ref var from = ref MemoryMarshal.GetReference(clean);
        ref var to = ref MemoryMarshal.GetReference(noisy);
        for (; i <= clean.Length - Lanes; i += Lanes)
        {
            var value = Vector256.AddSaturate(Vector256.LoadUnsafe(ref from, (nuint)i), Vector256.LoadUnsafe(ref more, (nuint)i));
            Vector256.SubtractSaturate(value, Vector256.LoadUnsafe(ref less, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < clean.Length; i++)
            noisy[i] = (byte)Math.Clamp(clean[i] + brighter[i] - darker[i], 0, 255);
    }
}
