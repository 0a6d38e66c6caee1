using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace P2IKT.Live.Analyzers;

/// <summary>Which values are lent frames.</summary>
/// <param name="types">The types of the compilation.</param>
internal sealed class LentFrames(FrameTypes types)
{
    private const int MostSteps = 16; // of a chain of variables: none is that long

    /// <summary>Whether an expression is a lent frame: out of a lease, a part of another frame, or lent to <c>OnNext</c>.</summary>
    public bool IsLent(IOperation? value) => IsLent(value, MostSteps);

    /// <summary>Whether a variable or parameter is a lent frame or lease.</summary>
    /// <param name="symbol">The variable.</param>
    /// <param name="within">An operation of the same tree, which knows the model.</param>
    public bool IsLent(ISymbol symbol, IOperation within) => IsLent(symbol, within, MostSteps);

    /// <summary>Whether a method keeps what it is given: collections, channels, results of tasks.</summary>
    public static bool Keeps(IMethodSymbol method)
    {
        if (method.Name is not ("Add" or "TryAdd" or "AddFirst" or "AddLast" or "Append" or "Enqueue" or "Push" or "Insert" or "SetResult"
            or "TrySetResult" or "Write" or "TryWrite" or "WriteAsync" or "Post" or "FromResult"))
            return false;
        var name = method.ContainingType?.ContainingNamespace?.ToDisplayString() ?? "";
        return name.StartsWith("System.Collections", StringComparison.Ordinal)
            || name.StartsWith("System.Threading", StringComparison.Ordinal)
            || name.StartsWith("P2IKT.Live", StringComparison.Ordinal);
    }

    /// <summary>Whether a variable is declared outside the function that an operation is in.</summary>
    public static bool IsOfAnOuterFunction(ISymbol symbol, IOperation operation) =>
        FunctionOf(operation) is { } function && symbol.DeclaringSyntaxReferences.Length > 0
        && !function.Span.Contains(symbol.DeclaringSyntaxReferences[0].Span);

    /// <summary>Whether an operation is in a function that is handed to <c>Task.Run</c> and the like, and the variable is not.</summary>
    public static bool IsUsedOnAnotherThread(ISymbol symbol, IOperation operation)
    {
        for (var at = operation; at is not null; at = at.Parent)
        {
            if (at is not IAnonymousFunctionOperation function || !IsOutside(symbol, function.Syntax))
                continue;
            for (var up = function.Parent; up is IConversionOperation or IDelegateCreationOperation or IArgumentOperation; up = up.Parent)
            {
                var starter = up.Parent switch
                {
                    IInvocationOperation call => (ISymbol)call.TargetMethod,
                    IObjectCreationOperation { Constructor: { } made } => made,
                    _ => null,
                };
                var space = starter?.ContainingType?.ContainingNamespace?.ToDisplayString();
                if (space?.StartsWith("System.Threading", StringComparison.Ordinal) == true)
                    return true;
            }
        }
        return false;
    }

    /// <summary>Whether an operation comes after an await of the function whose parameter it uses.</summary>
    public static bool IsAfterAwait(ISymbol parameter, IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or IMethodBodyOperation or ILocalFunctionOperation)
                return IsParameterOf(parameter, at)
                    && at.Descendants().Any(other => other is IAwaitOperation && other.Syntax.Span.End <= operation.Syntax.SpanStart);
        }
        return false;
    }

    private static bool IsParameterOf(ISymbol parameter, IOperation function) =>
        parameter.DeclaringSyntaxReferences.Length > 0 && (function is IMethodBodyOperation
            ? parameter.ContainingSymbol.DeclaringSyntaxReferences.Any(declared => declared.Span.Contains(function.Syntax.Span))
            : function.Syntax.Span.Contains(parameter.DeclaringSyntaxReferences[0].Span));

    private static bool IsOutside(ISymbol symbol, SyntaxNode function) =>
        symbol.DeclaringSyntaxReferences.Length > 0 && !function.Span.Contains(symbol.DeclaringSyntaxReferences[0].Span);

    private static SyntaxNode? FunctionOf(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return at.Syntax;
        }
        return null;
    }

    private bool IsLent(IOperation? value, int steps)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        if (steps == 0 || value is null)
            return false;
        return value switch
        {
            IPropertyReferenceOperation { Instance: { } whole } part when types.IsFrame(part.Type) =>
                types.IsLease(whole.Type) || (types.IsFrame(whole.Type) && IsLent(whole, steps - 1)),
            ILocalReferenceOperation local => IsLent(local.Local, value, steps - 1),
            IParameterReferenceOperation parameter => IsLent(parameter.Parameter, value, steps - 1),
            IConditionalOperation either => IsLent(either.WhenTrue, steps - 1) || IsLent(either.WhenFalse, steps - 1),
            ICoalesceOperation either => IsLent(either.Value, steps - 1) || IsLent(either.WhenNull, steps - 1),
            _ => false,
        };
    }

    private bool IsLent(ISymbol symbol, IOperation within, int steps) => symbol switch
    {
        IParameterSymbol parameter => types.IsFrame(parameter.Type) && IsLentTo(parameter, within),
        ILocalSymbol local when types.IsLease(local.Type) => true,
        ILocalSymbol local when types.IsFrame(local.Type) => steps > 0 && Initializer(local, within) is { } value
            && IsLent(value, steps - 1),
        _ => false,
    };

    /// <summary>The parameter of an observer's <c>OnNext</c>, or of a lambda that is subscribed.</summary>
    private bool IsLentTo(IParameterSymbol parameter, IOperation within)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol method)
            return false;
        if (method.Name == "OnNext")
            return types.Observer is { } observer
                && method.ContainingType.AllInterfaces.Any(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, observer));
        if (method.MethodKind != MethodKind.AnonymousFunction)
            return false;
        for (var at = within.Parent; at is not null; at = at.Parent)
        {
            if (at is not IAnonymousFunctionOperation function || !SymbolEqualityComparer.Default.Equals(function.Symbol, method))
                continue;
            for (var up = function.Parent; up is not null; up = up.Parent)
            {
                if (up is IInvocationOperation call)
                    return call.TargetMethod.Name is "Subscribe" or "Do" or "ForEachAsync";
            }
        }
        return false;
    }

    private static IOperation? Initializer(ILocalSymbol local, IOperation within) =>
        local.DeclaringSyntaxReferences.Length > 0
        && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value }
        && within.SemanticModel is { } model && model.SyntaxTree == value.SyntaxTree
            ? model.GetOperation(value) : null;
}
