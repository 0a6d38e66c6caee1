namespace P2IKT.Live.Capture.HotFolder;

/// <summary>Names as a photographer counts them: IMG_9 before IMG_10.</summary>
public static class NaturalOrder
{
    /// <summary>Below zero when <paramref name="a"/> comes first. Runs of digits compare as numbers, the rest by code.</summary>
    public static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            int order;
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                ReadOnlySpan<char> left = Digits(a, ref i), right = Digits(b, ref j);
                order = left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
            }
            else
            {
                order = a[i++] - b[j++];
            }
            if (order != 0)
                return order;
        }
        return a.Length - i != b.Length - j ? (a.Length - i) - (b.Length - j) : a.SequenceCompareTo(b); // IMG_1 and IMG_01 are two files
    }

    private static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text[start..at].TrimStart('0');
    }
}
