namespace P2IKT.Live.Testing.Cameras;

/// <summary>A Sony's properties, all of which it lists at once.</summary>
internal sealed class SonyState
{
    private const byte Jpeg = 0x03;
    private const byte RawAndJpeg = 0x13;
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, SonyProperty> _properties = new SonyProperty[]
    {
        new(SonyCodes.Quality, SonyProperty.UInt8, RawAndJpeg, Jpeg, RawAndJpeg),
        new(SonyCodes.WhiteBalance, SonyProperty.UInt16, 2, 2, 4, 6),
        new(SonyCodes.FNumber, SonyProperty.UInt16, 560, 280, 400, 560, 800),
        new(SonyCodes.FocusMode, SonyProperty.UInt16, SonyCodes.ManualFocus, SonyCodes.ManualFocus, 2),
        new(SonyCodes.Shutter, SonyProperty.UInt32, (1 << 16) | 125, (1 << 16) | 60, (1 << 16) | 125, (1 << 16) | 250),
        new(SonyCodes.FocusFound, SonyProperty.UInt8, 1),
        new(SonyCodes.FilesInMemory, SonyProperty.UInt16, 0),
        new(SonyCodes.Battery, SonyProperty.Int8, 80),
        new(SonyCodes.Iso, SonyProperty.UInt32, 100, 100, 200, 400, 800),
        new(SonyCodes.Destination, SonyProperty.UInt16, SonyCodes.ToComputer, SonyCodes.ToComputer, SonyCodes.ToBoth, SonyCodes.ToCard),
        new(SonyCodes.Priority, SonyProperty.Int8, 0),
    }.ToDictionary(property => property.Code);

    public IReadOnlyCollection<ushort> Codes => _properties.Keys;

    /// <summary>It is set to write a RAW beside each JPEG.</summary>
    public bool AlsoRaw => this[SonyCodes.Quality] == RawAndJpeg;

    /// <summary>The value of a property; null for one that it does not have. The camera itself may change any.</summary>
    public ulong? this[ushort code]
    {
        get
        {
            lock (_gate)
                return _properties.GetValueOrDefault(code)?.Current;
        }

        set
        {
            lock (_gate)
                _properties[code].Current = value!.Value;
        }
    }

    public void Remove(ushort code) => _properties.Remove(code);

    public bool TrySet(ushort code, byte[] value)
    {
        lock (_gate)
            return _properties.TryGetValue(code, out var property) && property.TrySet(value);
    }

    /// <summary>What a dial does: so many values up or down.</summary>
    public void Step(ushort code, sbyte steps)
    {
        lock (_gate)
            _properties.GetValueOrDefault(code)?.Step(steps);
    }

    /// <summary>All properties, and what drives the lens where the camera has it: that is enabled in manual focus.</summary>
    public byte[] List(bool withNearFar)
    {
        lock (_gate)
        {
            var list = new PtpWriter().UInt32((uint)_properties.Count + (withNearFar ? 1u : 0)).UInt32(0);
            foreach (var property in _properties.Values)
                property.WriteTo(list);
            if (withNearFar)
                SonyProperty.WriteNearFar(list, isEnabled: _properties[SonyCodes.FocusMode].Current == SonyCodes.ManualFocus);
            return list.ToArray();
        }
    }
}
