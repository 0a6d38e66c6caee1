namespace P2IKT.Live.Testing.Cameras;

/// <summary>A Canon's properties, and what it has to report: every change, and all of them when events are switched on.</summary>
internal sealed class CanonState
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _events = [];
    private readonly Dictionary<ushort, (uint Value, uint[] Choices)> _properties = new()
    {
        [CanonCodes.Aperture] = (0x30, [0x28, 0x30, 0x38]), // 4, 5.6, 8
        [CanonCodes.Shutter] = (0x70, [0x68, 0x70, 0x78]), // 1/60, 1/125, 1/250
        [CanonCodes.Iso] = (0x48, [0x48, 0x50, 0x58, 0x60]), // 100 to 800
        [CanonCodes.Program] = (3, []), // manual
        [CanonCodes.FocusMode] = (0, [0, 1, 2, CanonCodes.ManualFocus]), // One Shot
        [CanonCodes.WhiteBalance] = (0, [0, 1, 2]),
        [CanonCodes.Battery] = (2, []),
        [CanonCodes.AvailableShots] = (1000, []),
        [CanonCodes.Destination] = (CanonCodes.ToCard, [CanonCodes.ToCard, CanonCodes.ToMemory]),
        [CanonCodes.LiveViewOutput] = (0, []),
        [CanonCodes.LiveViewMode] = (0, [0, 1]),
    };
    private bool _alsoRaw = true;

    /// <summary>It is set to write a RAW beside each JPEG.</summary>
    public bool AlsoRaw
    {
        get
        {
            lock (_gate)
                return _alsoRaw;
        }
    }

    /// <summary>The value of a property.</summary>
    public uint this[ushort property]
    {
        get
        {
            lock (_gate)
                return _properties[property].Value;
        }
    }

    /// <summary>Takes a value; of the image format that is the number of files.</summary>
    public bool TrySet(ushort property, uint value)
    {
        lock (_gate)
        {
            if (property == CanonCodes.ImageFormat)
            {
                _alsoRaw = value == 2;
                _events.Enqueue(CanonRecords.Format(_alsoRaw));
                return true;
            }
            if (!_properties.TryGetValue(property, out var now) || (now.Choices.Length > 0 && !now.Choices.Contains(value)))
                return false;
            _properties[property] = (value, now.Choices);
            _events.Enqueue(CanonRecords.Value(property, value));
            return true;
        }
    }

    public void Enqueue(byte[] record)
    {
        lock (_gate)
            _events.Enqueue(record);
    }

    public void EnqueueAll()
    {
        lock (_gate)
        {
            foreach (var (property, (value, choices)) in _properties)
            {
                _events.Enqueue(CanonRecords.Value(property, value));
                if (choices.Length > 0)
                    _events.Enqueue(CanonRecords.Choices(property, choices));
            }
            _events.Enqueue(CanonRecords.Format(_alsoRaw));
            _events.Enqueue(CanonRecords.Formats());
        }
    }

    /// <summary>Takes all that is to be reported.</summary>
    public byte[] TakeEvents()
    {
        var reported = new PtpWriter();
        lock (_gate)
        {
            while (_events.TryDequeue(out var record))
                reported.Bytes(record);
        }
        return reported.Bytes(CanonRecords.End).ToArray();
    }
}
