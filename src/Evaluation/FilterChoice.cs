namespace P2IKT.Live.Evaluation;

/// <summary>For each classical filter the one setting of best mean PSNR over the pictures that it was shown.</summary>
public sealed class FilterChoice
{
    private readonly double[][] _sums = [.. ClassicalFilter.All.Select(filter => new double[filter.Settings])];

    /// <summary>How many pictures it was shown.</summary>
    public int Pictures { get; private set; }

    /// <summary>Shows it a picture: for each filter the PSNR of every setting.</summary>
    public void Add(IReadOnlyList<IReadOnlyList<double>> trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        for (var filter = 0; filter < _sums.Length; filter++)
        {
            for (var setting = 0; setting < _sums[filter].Length; setting++)
                _sums[filter][setting] += trials[filter][setting];
        }
        Pictures++;
    }

    /// <summary>The chosen setting of a filter, by its place in <see cref="ClassicalFilter.All"/>; of equals the first.</summary>
    public int Setting(int filter) => Array.IndexOf(_sums[filter], _sums[filter].Max());
}
