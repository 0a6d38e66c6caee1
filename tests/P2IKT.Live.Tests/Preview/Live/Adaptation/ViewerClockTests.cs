using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Tests.Preview.Live.Adaptation;

public sealed class ViewerClockTests
{
    private const double Offset = 1234.5; // the viewer's clock minus the server's

    [Theory]
    [InlineData(0.001, 0.001)]
    [InlineData(0.02, 0.05)]
    [InlineData(0.15, 0.1)]
    public void Offset_OverASymmetricLink_IsWithinHalfTheJitter(double delay, double jitter)
    {
        var (clock, random) = (new ViewerClock(), new Random(1));
        for (var i = 0; i < 100; i++)
            Acknowledge(clock, i, delay + (jitter * random.NextDouble()), delay + (jitter * random.NextDouble()));
        Assert.Equal(Offset, clock.Offset!.Value, jitter / 4);
    }

    [Fact]
    public void Offset_OverAnAsymmetricLink_IsWrongByHalfTheRoundTripAtMost()
    {
        var clock = new ViewerClock();
        Acknowledge(clock, 0, 0.001, 0.1);
        Assert.InRange(Math.Abs(clock.Offset!.Value - Offset), 0, 0.101 / 2);
    }

    [Fact]
    public void Offset_AfterTheClockHasJumped_FollowsIt()
    {
        var clock = new ViewerClock();
        for (var i = 0; i < 40; i++)
            Acknowledge(clock, i, 0.01, 0.01);
        Acknowledge(clock, 50, 0.01, 0.01, jump: 3600);
        Assert.Equal(Offset + 3600, clock.Offset!.Value, 0.011);
    }

    [Fact]
    public void Latency_OfAPaintedPicture_EndsWithThePaint()
    {
        var delivery = new Delivery(10, 10.03, true, 1000, 900, new PictureForm(8, 85), 1.0 / 30);
        var times = new AckTimes(Offset + 10.04, Offset + 10.05, Offset + 10.07);
        Assert.Equal(0.07, delivery.Latency(times, Offset, 10.09), 1e-9);
        Assert.Equal(0.09, delivery.Latency(times, null, 10.09), 1e-9); // unaligned: when the acknowledgement came
        Assert.Equal(0.09, delivery.Latency(null, Offset, 10.09), 1e-9);
    }

    [Theory]
    [InlineData(-1e6)]
    [InlineData(1e6)]
    public void Latency_OfAViewerThatLies_IsBetweenSendingAndAcknowledgement(double lie)
    {
        var delivery = new Delivery(10, 10.03, true, 1000, 900, new PictureForm(8, 85), 1.0 / 30);
        Assert.InRange(delivery.Latency(new AckTimes(lie, lie, lie), Offset, 10.09), 0.03 - 1e-9, 0.09 + 1e-9);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1e9, 2e9)]
    [InlineData(0, 0, 1e9)]
    [InlineData(5, 5.01, 5.03)]
    public void Sample_WhateverTheViewerSays_AddsUpToTheServersOwnTime(double began, double received, double painted)
    {
        var delivery = new Delivery(10, 10.03, true, 1000, 900, new PictureForm(8, 85), 1.0 / 30);
        var sample = delivery.Measure(new AckTimes(began, received, painted), 10.09)!.Value;
        Assert.Equal(0.06, sample.Transfer + sample.Presentation + sample.RoundTrip, 1e-9);
        Assert.All([sample.Transfer, sample.Presentation, sample.RoundTrip], static part => Assert.InRange(part, 0, 0.06 + 1e-9));
    }

    [Fact]
    public void Sample_OfAFrameThatWasNotAnnounced_IsNone() =>
        Assert.Null(new Delivery(10, 10.03, false, 1000, 900, new PictureForm(8, 85), 1.0 / 30).Measure(null, 10.09));

    private static void Acknowledge(ViewerClock clock, double sentAt, double there, double back, double jump = 0)
    {
        var began = sentAt + there + Offset + jump;
        var answered = began + 0.02;
        clock.Add(sentAt, began, answered, answered - Offset - jump + back);
    }
}
