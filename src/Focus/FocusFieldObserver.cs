using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Focus;

/// <summary>Observes the map of a frame.</summary>
/// <param name="field">Lent for the call.</param>
public delegate void FocusFieldObserver(FocusField field);
