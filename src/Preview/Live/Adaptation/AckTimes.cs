namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>What happened to a frame at a viewer, in seconds of the viewer's own clock; each is at least the one before.</summary>
/// <param name="Began">Its first bytes arrived: the message <c>{"next":SEQ}</c>, which is sent just before the frame.</param>
/// <param name="Received">Its last byte arrived.</param>
/// <param name="Painted">It was drawn: the end of the animation frame in which that was done.</param>
internal readonly record struct AckTimes(double Began, double Received, double Painted);
