using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace P2IKT.Live.Analyzers;

/// <summary>
/// P2L001: a lent frame is kept. A frame in <c>OnNext</c>, and one out of a <c>FrameLease</c>, is lent: its buffer is filled again after
/// that. To keep it, the program takes <c>Share()</c>, and disposes the share.
/// </summary>
/// <remarks>
/// It follows a frame through local variables and its parts (<c>frame.Sharp</c>). It does not follow it into methods of the program.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LentFrameAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule's number.</summary>
    public const string Id = "P2L001";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "A lent frame is kept",
        "'{0}' is lent, and {1}: keep its Share(), and dispose that",
        "Reliability",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A frame in OnNext, or out of a FrameLease, is lent until that returns or the next one is asked "
            + "for. Its buffer is then filled with another picture.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rule);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (FrameTypes.Of(start.Compilation) is not { } types)
                return;
            var lent = new LentFrames(types);
            start.RegisterOperationAction(
                operation => CheckAssignment(operation, lent), OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment);
            start.RegisterOperationAction(operation => CheckCall(operation, lent), OperationKind.Invocation);
            start.RegisterOperationAction(operation => CheckReturn(operation, lent), OperationKind.Return);
            start.RegisterOperationAction(
                operation => CheckReference(operation, lent), OperationKind.ParameterReference, OperationKind.LocalReference);
        });
    }

    private static void CheckAssignment(OperationAnalysisContext context, LentFrames lent)
    {
        var assignment = (IAssignmentOperation)context.Operation;
        if (assignment.Target is IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation
            && lent.IsLent(assignment.Value))
        {
            Report(context, assignment.Value, "is stored beyond the loan");
        }
        else if (assignment.Target is ILocalReferenceOperation { Local: var local } && lent.IsLent(assignment.Value)
            && LentFrames.IsOfAnOuterFunction(local, assignment))
        {
            Report(context, assignment.Value, "is stored in a variable that outlives the loan");
        }
    }

    private static void CheckCall(OperationAnalysisContext context, LentFrames lent)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!LentFrames.Keeps(call.TargetMethod))
            return;
        foreach (var argument in call.Arguments)
        {
            if (lent.IsLent(argument.Value))
                Report(context, argument.Value, $"is kept by {call.TargetMethod.Name}");
        }
    }

    private static void CheckReturn(OperationAnalysisContext context, LentFrames lent)
    {
        var returned = (IReturnOperation)context.Operation;
        if (!returned.IsImplicit && returned.ReturnedValue is { } value && lent.IsLent(value))
            Report(context, value, "is returned beyond the loan");
    }

    /// <summary>A frame that another thread uses, or that is used after a wait, is used too late.</summary>
    private static void CheckReference(OperationAnalysisContext context, LentFrames lent)
    {
        var symbol = context.Operation is ILocalReferenceOperation local ? (ISymbol)local.Local
            : ((IParameterReferenceOperation)context.Operation).Parameter;
        if (!lent.IsLent(symbol, context.Operation))
            return;
        if (LentFrames.IsUsedOnAnotherThread(symbol, context.Operation))
            Report(context, context.Operation, "is used on another thread");
        else if (symbol is IParameterSymbol && LentFrames.IsAfterAwait(symbol, context.Operation))
            Report(context, context.Operation, "is used after an await");
    }

    private static void Report(OperationAnalysisContext context, IOperation at, string why) =>
        context.ReportDiagnostic(Diagnostic.Create(Rule, at.Syntax.GetLocation(), at.Syntax.ToString(), why));
}
