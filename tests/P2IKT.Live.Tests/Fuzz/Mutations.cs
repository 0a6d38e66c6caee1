namespace P2IKT.Live.Tests.Fuzz;

/// <summary>Broken relatives of something valid: the same for the same seed, so that what is found is found again.</summary>
internal static class Mutations
{
    /// <summary>Bytes flipped, cut, doubled, moved, and replaced by one of the tokens.</summary>
    /// <param name="valid">What all come from.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="tokens">What a reader may stumble over.</param>
    public static IEnumerable<byte[]> Of(byte[] valid, int count, int seed, params byte[][] tokens)
    {
        var random = new Random(seed);
        for (var n = 0; n < count; n++)
        {
            var bytes = new List<byte>(valid);
            for (var changes = 1 + random.Next(4); changes > 0; changes--)
                Change(bytes, random, tokens);
            yield return [.. bytes];
        }
    }

    private static void Change(List<byte> bytes, Random random, byte[][] tokens)
    {
        if (bytes.Count == 0)
            return;
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 64), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)(random.Next(2) == 0 ? 0xFF : random.Next(256));
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at); // cut off
                break;
            case 4:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 5 when tokens.Length > 0:
                bytes.InsertRange(at, tokens[random.Next(tokens.Length)]);
                break;
            default:
                if (tokens.Length == 0)
                    break;
                bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                bytes.InsertRange(at, tokens[random.Next(tokens.Length)]);
                break;
        }
    }
}
