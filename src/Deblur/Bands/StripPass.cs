namespace P2IKT.Live.Deblur.Bands;

/// <summary>Work on the rows from <paramref name="first"/> to before <paramref name="end"/>, with the scratch memory of a strip.</summary>
internal delegate void StripPass(int strip, int first, int end);
