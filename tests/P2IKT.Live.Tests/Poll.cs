using System.Diagnostics;

namespace P2IKT.Live.Tests;

/// <summary>
/// The one way in which tests wait for what cannot be awaited: counters of another thread, files of another process. Everything else
/// is awaited, or runs on fake time.
/// </summary>
internal static class Poll
{
    /// <summary>How long a condition may take on a machine that is busy with other work.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until the condition holds; fails the test after <see cref="Timeout"/>.</summary>
    /// <param name="condition">Asked every 5 ms, on any thread.</param>
    /// <param name="what">Ends the sentence "Waited in vain until".</param>
    /// <param name="act">Done before each further question, where something must go on meanwhile; null: nothing.</param>
    public static async Task UntilAsync(Func<bool> condition, string what, Action? act = null)
    {
        for (var began = Stopwatch.GetTimestamp(); !condition(); act?.Invoke())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Timeout, $"Waited in vain until {what}.");
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// As <see cref="UntilAsync(Func{bool}, string, Action?)"/>, for a question that takes its time, such as one to a browser.
    /// </summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var began = Stopwatch.GetTimestamp(); !await condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Timeout, $"Waited in vain until {what}.");
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>As <see cref="UntilAsync(Func{bool}, string, Action?)"/>, blocking the test's thread.</summary>
    public static void Until(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, Timeout), $"Waited in vain until {what}.");
}
