namespace P2IKT.Live.Preview.Remote;

/// <summary>A part of the state, as one message.</summary>
/// <param name="Address">Its OSC address.</param>
/// <param name="First">Its value.</param>
/// <param name="Second">What is said beside; null: nothing.</param>
internal readonly record struct StateValue(string Address, OscArgument First, OscArgument? Second = null)
{
    /// <summary>The message.</summary>
    public byte[] ToMessage() => Second is { } second ? OscWriter.Write(Address, First, second) : OscWriter.Write(Address, First);
}
