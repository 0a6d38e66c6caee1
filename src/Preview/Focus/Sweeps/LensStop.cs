using System.Diagnostics;
using P2IKT.Live.Focus.Sweeps;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>
/// A stop of a driven lens. It waits for its frame: the second one that is captured from now on, and shows a still scene.
/// </summary>
/// <param name="index">Its number in the sweep, from 0.</param>
internal sealed class LensStop(int index)
{
    private const int MaxMovedFrames = 10; // of a moving scene, after which the stop is given up
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _skip = 1; // the first may have been exposed while the lens moved
    private int _moved;

    /// <summary>Its number in the sweep, from 0.</summary>
    public int Index => index;

    /// <summary>Ends when the frame was taken, or given up.</summary>
    public Task Taken => _taken.Task;

    /// <summary>Whether this frame is to be taken.</summary>
    public bool Accepts(Frame frame) => !_taken.Task.IsCompleted && frame.CapturedAt >= _since && _skip-- <= 0;

    /// <summary>What became of a frame.</summary>
    public void Report(SweepFrameResult result)
    {
        if (result == SweepFrameResult.Merged || (result == SweepFrameResult.SceneMoved && ++_moved >= MaxMovedFrames))
            _taken.TrySetResult();
    }

    /// <summary>The sweep has failed.</summary>
    public void Fail(Exception failure) => _taken.TrySetException(failure);
}
