using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Capture.StudioScene;

/// <summary>
/// A little noise of about 1.4 code values, another for each frame: one tile of it is made in advance, and each frame begins
/// to read it somewhere else.
/// </summary>
internal sealed class SensorNoise
{
    private const int Length = 1 << 20;
    private const int Lanes = 32;
    private readonly byte[] _brighter = new byte[Length + Lanes];
    private readonly byte[] _darker = new byte[Length + Lanes];
    private readonly Noise _random;

    public SensorNoise(int seed)
    {
        _random = new Noise((uint)seed * 37);
        var bits = new Random(seed);
        bits.NextBytes(_brighter);
        for (var i = 0; i < _brighter.Length; i++)
        {
            var value = BitOperations.PopCount(_brighter[i]) - 4; // eight coins: nearly a bell, variance 2
            _brighter[i] = (byte)Math.Max(value, 0);
            _darker[i] = (byte)Math.Max(-value, 0);
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

    private void Run(ReadOnlySpan<byte> clean, Span<byte> noisy, int at)
    {
        var i = 0;
        ref var from = ref MemoryMarshal.GetReference(clean);
        ref var to = ref MemoryMarshal.GetReference(noisy);
        for (; i <= clean.Length - Lanes; i += Lanes)
        {
            var value = Vector256.AddSaturate(Vector256.LoadUnsafe(ref from, (nuint)i), Vector256.LoadUnsafe(ref _brighter[0], (nuint)(at + i)));
            Vector256.SubtractSaturate(value, Vector256.LoadUnsafe(ref _darker[0], (nuint)(at + i))).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < clean.Length; i++)
            noisy[i] = (byte)Math.Clamp(clean[i] + _brighter[at + i] - _darker[at + i], 0, 255);
    }
}
