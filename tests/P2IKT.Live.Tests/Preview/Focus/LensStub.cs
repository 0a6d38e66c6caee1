using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Focus.Lens;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>A lens that does what it is ordered at once, and remembers the orders.</summary>
internal sealed class LensStub : ILensControls
{
    private readonly Lock _gate = new();
    private readonly List<string> _orders = [];

    public static LensState Idle { get; } = new(
        null, LensOperation.Idle, "", false, null, null, [], new LensStackPlan(false, false, null, "Set the near and the far limit first."), null, null);

    public LensState State { get; set; } = Idle;

    /// <summary>What every order is refused with; null: nothing.</summary>
    public P2iktException? Refusal { get; set; }

    public IReadOnlyList<string> Orders
    {
        get
        {
            lock (_gate)
                return [.. _orders];
        }
    }

    public Task MoveAsync(LensMoveSize size, bool farther, CancellationToken cancellation = default)
    {
        Order($"move {size} {(farther ? "farther" : "nearer")}");
        return Task.CompletedTask;
    }

    public void StartAutofocus(int point)
    {
        Order($"autofocus {point}");
        State = State with { Operation = LensOperation.Autofocus, Point = point, Message = $"Focusing on point {point}." };
    }

    public void StartBacklash(int point)
    {
        Order($"backlash {point}");
        State = State with { Backlash = new LensBacklash(2, 5), Message = "The backlash of the lens is 2 to 5 of its finest steps." };
    }

    public void AddMark(string? name)
    {
        Order($"mark {name}");
        State = State with { Marks = [.. State.Marks, new LensMark(State.Marks.Count + 1, name ?? $"{State.Marks.Count + 1}")] };
    }

    public bool RemoveMark(int mark)
    {
        Order($"remove mark {mark}");
        var was = State.Marks.Count;
        State = State with { Marks = [.. State.Marks.Where(one => one.Id != mark)] };
        return State.Marks.Count < was;
    }

    public bool StartRack(int mark, TimeSpan duration)
    {
        if (State.Marks.All(one => one.Id != mark))
            return false;
        Order($"rack {mark} {duration.TotalSeconds:0.0}");
        return true;
    }

    public void SetStackLimit(bool far)
    {
        Order($"limit {(far ? "far" : "near")}");
        var stack = far ? State.Stack with { HasFar = true } : State.Stack with { HasNear = true };
        State = State with { Stack = stack is { HasNear: true, HasFar: true } ? stack with { Note = null, Pictures = 12 } : stack };
    }

    public void StartStack() => Order("stack");

    public void WatchDrift(int? point)
    {
        Order($"drift {point}");
        State = State with { DriftPoint = point };
    }

    public void StartTrap(int point)
    {
        Order($"trap {point}");
        State = State with { Operation = LensOperation.Trap, Point = point };
    }

    public void Cancel()
    {
        Order("cancel");
        State = State with { Operation = LensOperation.Idle, Point = null, Message = "Cancelled: the lens is back where it was." };
    }

    private void Order(string order)
    {
        if (Refusal is not null)
            throw Refusal;
        lock (_gate)
            _orders.Add(order);
    }
}
