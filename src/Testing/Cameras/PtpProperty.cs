namespace P2IKT.Live.Testing.Cameras;

/// <summary>A property of the camera, with the values that it may take; none listed: it is read only.</summary>
internal sealed class PtpProperty(ushort code, int bytes, ulong current, params ulong[] choices)
{
    private static readonly Dictionary<int, ushort> UnsignedTypes = new() { [1] = 0x0002, [2] = 0x0004, [4] = 0x0006 };

    public ushort Code => code;

    public ulong Current { get; private set; } = current;

    public byte[] Value() => new PtpWriter().Number(Current, bytes).ToArray();

    /// <summary>Takes a value; false when it is not one of the choices.</summary>
    public bool TrySet(ReadOnlySpan<byte> value)
    {
        if (value.Length < bytes)
            return false;
        ulong wanted = 0;
        for (var i = bytes - 1; i >= 0; i--)
            wanted = (wanted << 8) | value[i];
        return TrySet(wanted);
    }

    public bool TrySet(ulong wanted)
    {
        if (!choices.Contains(wanted))
            return false;
        Current = wanted;
        return true;
    }

    /// <summary>The camera itself changes it, read only or not.</summary>
    public void Become(ulong value) => Current = value;

    /// <summary>The DevicePropDesc data set (ISO 15740, clause 13.3.3), with an enumeration of the choices.</summary>
    public byte[] Description()
    {
        var settable = choices.Length > 0;
        var data = new PtpWriter().UInt16(code).UInt16(UnsignedTypes[bytes]).Byte((byte)(settable ? 1 : 0))
            .Number(settable ? choices[0] : Current, bytes).Number(Current, bytes).Byte((byte)(settable ? 2 : 0));
        if (!settable)
            return data.ToArray();
        data.UInt16((ushort)choices.Length);
        foreach (var choice in choices)
            data.Number(choice, bytes);
        return data.ToArray();
    }
}
