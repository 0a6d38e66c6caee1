namespace P2IKT.Live.Testing.Cameras;

/// <summary>A property of a Sony, as its list of all properties describes it: type, value, and the values that it may take.</summary>
internal sealed class SonyProperty(ushort code, ushort type, ulong current, params ulong[] choices)
{
    public const ushort Int8 = 0x0001;
    public const ushort UInt8 = 0x0002;
    public const ushort Int16 = 0x0003;
    public const ushort UInt16 = 0x0004;
    public const ushort UInt32 = 0x0006;
    private readonly ulong _default = current;

    public ushort Code => code;

    public ulong Current { get; set; } = current;

    private int Bytes => type switch { Int8 or UInt8 => 1, UInt16 => 2, _ => 4 };

    /// <summary>Takes a value; false when it is not one of the choices.</summary>
    public bool TrySet(ReadOnlySpan<byte> value)
    {
        if (value.Length != Bytes)
            return false;
        ulong wanted = 0;
        for (var i = Bytes - 1; i >= 0; i--)
            wanted = (wanted << 8) | value[i];
        if (choices.Length > 0 && !choices.Contains(wanted))
            return false;
        Current = wanted;
        return true;
    }

    /// <summary>Goes so many choices up or down, as far as there are any.</summary>
    public void Step(sbyte steps) => Current = choices[Math.Clamp(Array.IndexOf(choices, Current) + steps, 0, choices.Length - 1)];

    /// <summary>The control that drives the lens: 16 bits with a sign, and a range in place of choices.</summary>
    public static void WriteNearFar(PtpWriter list, bool isEnabled)
    {
        const byte Variable = 0x84;
        const byte Range = 1;
        list.UInt16(SonyCodes.NearFar).UInt16(Int16).Byte(Variable).Byte((byte)(isEnabled ? 1 : 0)).UInt16(0).UInt16(0).Byte(Range)
            .UInt16(unchecked((ushort)-7)).UInt16(7).UInt16(1);
    }

    /// <summary>Code, type, settable, enabled, default, value, and the choices.</summary>
    public void WriteTo(PtpWriter list)
    {
        list.UInt16(code).UInt16(type).Byte(1).Byte((byte)(choices.Length > 0 ? 1 : 2)).Number(_default, Bytes).Number(Current, Bytes)
            .Byte((byte)(choices.Length > 0 ? 2 : 0));
        if (choices.Length == 0)
            return;
        list.UInt16((ushort)choices.Length);
        foreach (var choice in choices)
            list.Number(choice, Bytes);
    }
}
