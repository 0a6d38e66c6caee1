using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// Puts the channels of a pixel side by side, behind a row operator whose rows are planar (<see cref="RowOperator.IsPlanar"/>).
/// </summary>
/// <param name="size">Shape of what it reads.</param>
internal sealed unsafe class PlanesToChannels(FeatureSize size) : RowOperator
{
    public override FeatureSize Size => size;

    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
    {
        for (var c = 0; c < size.Channels; c++)
        {
            var plane = from.PlaneRow(y, c);
            var output = to.Row(y) + c;
            for (var x = places.First; x < places.End; x++)
                output[(nint)x * size.Channels] = plane[x];
        }
    }
}
