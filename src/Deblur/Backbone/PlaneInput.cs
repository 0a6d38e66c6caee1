using P2IKT.Live.Deblur.Bands;

namespace P2IKT.Live.Deblur.Backbone;

/// <summary>A plane of ours as the network's input: given a border.</summary>
internal sealed class PlaneInput(Plane plane) : Layer
{
    private const int RowsAtOnce = 16;

    public override FeatureMap Output { get; } = new(plane.Width, plane.Height, 1);

    public override int Pieces => (plane.Height + RowsAtOnce - 1) / RowsAtOnce;

    public override void Do(int thread, int piece)
    {
        for (var y = piece * RowsAtOnce; y < Math.Min(plane.Height, (piece + 1) * RowsAtOnce); y++)
            plane.Row(y).CopyTo(Output.RowSpan(y));
    }
}
