using System.Runtime.InteropServices;
using Google.Protobuf;
using P2IKT.Live.Deblur.Cpu.Onnx;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>Changes model files, by the fields of onnx.proto3.</summary>
internal static class OnnxFile
{
    private const int Graph = 7, MetadataProperties = 14; // of ModelProto
    private const int Node = 1; // of GraphProto

    /// <summary>Another value for a metadata key, or none.</summary>
    public static string WithMetadata(string from, string to, string key, string? value)
    {
        var changed = Change(File.ReadAllBytes(from), (field, bytes) => field == MetadataProperties && Strings(bytes)[0] == key ? [] : [bytes]);
        File.WriteAllBytes(to, value is null ? changed : [.. changed, .. Message(MetadataProperties, [.. Message(1, key), .. Message(2, value)])]);
        return to;
    }

    /// <summary>The same network with the signs of its largest matrix of weights turned.</summary>
    public static void WithOtherWeights(string from, string to)
    {
        var bytes = File.ReadAllBytes(from);
        var graph = OnnxGraph.Read(from);
        var weights = graph.Constants.Values.MaxBy(constant => constant.Values.Length)!.Values.ToArray();
        GC.KeepAlive(graph);
        var (at, length, size) = PlaceOf(weights, bytes);
        Assert.True(at >= 0);
        for (var i = size - 1; i < length; i += size)
            bytes[at + i] ^= 0x80;
        File.WriteAllBytes(to, bytes);
    }

    /// <summary>Where weights are stored in a file, in single or half precision; negative where they are not stored as they are.</summary>
    public static (int At, int Length, int Size) PlaceOf(float[] weights, ReadOnlySpan<byte> file)
    {
        var whole = MemoryMarshal.AsBytes<float>(weights);
        if (file.IndexOf(whole) is >= 0 and var at)
            return (at, whole.Length, sizeof(float));
        var half = MemoryMarshal.AsBytes<Half>(Array.ConvertAll(weights, static weight => (Half)weight));
        return (file.IndexOf(half), half.Length, sizeof(float) / 2);
    }

    /// <summary>
    /// The same network with an operator behind its coefficients that changes nothing, and that our own engine does not know.
    /// </summary>
    public static void WithUnknownOperator(string from, string to)
    {
        const string output = "coefficients", before = "coefficients' ";
        File.WriteAllBytes(to, Change(File.ReadAllBytes(from), (field, graph) => field != Graph ? [graph] :
        [
            [
                .. Change(graph, (part, bytes) => part == Node ? [Change(bytes, (_, name) => name.AsSpan().SequenceEqual("coefficients"u8) ? [System.Text.Encoding.UTF8.GetBytes(before)] : [name])] : [bytes]),
                .. Message(Node, [.. Message(1, before), .. Message(2, output), .. Message(4, "Identity")]),
            ],
        ]));
    }

    /// <summary>Goes over the fields of a message that have a length; each becomes none, one or several.</summary>
    private static byte[] Change(byte[] message, Func<int, byte[], byte[][]> change)
    {
        using var changed = new MemoryStream();
        using var output = new CodedOutputStream(changed);
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            switch (tag & 7)
            {
                case 0:
                    output.WriteTag(tag);
                    output.WriteUInt64(input.ReadUInt64());
                    break;
                case 5:
                    output.WriteTag(tag);
                    output.WriteFixed32(input.ReadFixed32());
                    break;
                default:
                    foreach (var bytes in change((int)(tag >> 3), input.ReadBytes().ToByteArray()))
                    {
                        output.WriteTag(tag);
                        output.WriteBytes(ByteString.CopyFrom(bytes));
                    }
                    break;
            }
        }
        output.Flush();
        return changed.ToArray();
    }

    private static byte[] Message(int field, string text) => Message(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] bytes)
    {
        using var message = new MemoryStream();
        using var output = new CodedOutputStream(message);
        output.WriteTag(((uint)field << 3) | 2);
        output.WriteBytes(ByteString.CopyFrom(bytes));
        output.Flush();
        return message.ToArray();
    }

    private static List<string> Strings(byte[] message)
    {
        var strings = new List<string>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0)
            strings.Add(input.ReadString());
        return strings;
    }
}
