using Microsoft.CodeAnalysis;

namespace P2IKT.Live.Analyzers;

/// <summary>The types of P2IKT.Live in a compilation that references it.</summary>
internal sealed class FrameTypes
{
    private FrameTypes(INamedTypeSymbol frame, INamedTypeSymbol? deblurred, INamedTypeSymbol? lease, INamedTypeSymbol? observer) =>
        (Frame, Deblurred, Lease, Observer) = (frame, deblurred, lease, observer);

    /// <summary><c>P2IKT.Live.Frames.Frame</c>.</summary>
    public INamedTypeSymbol Frame { get; }

    /// <summary><c>P2IKT.Live.Deblur.DeblurredFrame</c>.</summary>
    public INamedTypeSymbol? Deblurred { get; }

    /// <summary><c>P2IKT.Live.Deblur.FrameLease</c>.</summary>
    public INamedTypeSymbol? Lease { get; }

    /// <summary><c>System.IObserver&lt;T&gt;</c>.</summary>
    public INamedTypeSymbol? Observer { get; }

    /// <summary>The types; null in a compilation without frames.</summary>
    public static FrameTypes? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("P2IKT.Live.Frames.Frame") is { } frame
            ? new FrameTypes(
                frame, compilation.GetTypeByMetadataName("P2IKT.Live.Deblur.DeblurredFrame"),
                compilation.GetTypeByMetadataName("P2IKT.Live.Deblur.FrameLease"), compilation.GetTypeByMetadataName("System.IObserver`1"))
            : null;

    /// <summary>Whether a value of the type is a frame, or a handle on one.</summary>
    public bool IsFrame(ITypeSymbol? type) => Is(type, Frame) || Is(type, Deblurred);

    /// <summary>Whether it is a lease.</summary>
    public bool IsLease(ITypeSymbol? type) => Is(type, Lease);

    private static bool Is(ITypeSymbol? type, INamedTypeSymbol? wanted) =>
        wanted is not null && SymbolEqualityComparer.Default.Equals(type, wanted);
}
