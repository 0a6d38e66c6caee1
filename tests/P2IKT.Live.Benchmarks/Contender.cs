using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>A session and a frame of noise that it deblurs again and again.</summary>
internal sealed class Contender : IDisposable
{
    private readonly DeblurSession _session;
    private readonly SingleFrame _buffers;

    public Contender(Model model, FrameSize size, DeblurOptions options)
    {
        _session = DeblurSessions.Create(model, size, options);
        _buffers = new SingleFrame(_session);
        new Random(1).NextBytes(_buffers.Source.Draft);
        _buffers.Source.Publish(0, 0);
    }

    public Frame Frame => _buffers.Source;

    public void Run() => _session.Run(_buffers.Source, _buffers.Sharp, _buffers.Blur);

    public void Dispose()
    {
        _buffers.Dispose();
        _session.Dispose();
    }
}
