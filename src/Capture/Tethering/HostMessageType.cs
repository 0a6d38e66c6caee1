namespace P2IKT.Live.Capture.Tethering;

/// <summary>The first byte of each message between the program and its camera host.</summary>
internal enum HostMessageType : byte
{
    /// <summary>From the host: it runs, with this version of libgphoto2 (text).</summary>
    Hello = 1,

    /// <summary>From the host: a camera that was detected, by name and port.</summary>
    Found,

    /// <summary>From the host: that was the last camera.</summary>
    Searched,

    /// <summary>From the host: the camera is open, and of this model (text).</summary>
    Opened,

    /// <summary>From the host: the camera cannot be opened, or is lost, with libgphoto2's code; the host ends.</summary>
    Failed,

    /// <summary>From the host: a live-view picture; the bytes are the JPEG.</summary>
    Picture,

    /// <summary>From the host: a live-view picture that was not a picture.</summary>
    BrokenPicture,

    /// <summary>From the host: there is no live view for now, and why; all else works.</summary>
    NoPicture,

    /// <summary>From the host, twice a second: it is alive; with what a call is about that has held up the live view for a while.</summary>
    Alive,

    /// <summary>From the host: it begins something that holds up the live view.</summary>
    Busy,

    /// <summary>From the host: a setting as it stands.</summary>
    Setting,

    /// <summary>From the host: how much room the camera's card has.</summary>
    Card,

    /// <summary>From the host: a still is on the camera's card, and will be downloaded.</summary>
    Waiting,

    /// <summary>From the host: a folder of the camera's card was listed.</summary>
    Listed,

    /// <summary>From the host: a still is on the disk.</summary>
    Still,

    /// <summary>From the host: a still could not be saved.</summary>
    NotSaved,

    /// <summary>From the host: a release is done, with all its files.</summary>
    Released,

    /// <summary>From the host: how the lens can be driven, or why it cannot be driven now.</summary>
    Lens,

    /// <summary>From the host: what the camera's own magnifier and its autofocus at a point can do.</summary>
    Pointer,

    /// <summary>From the host: an order shows in the live view, from the picture of this number on.</summary>
    Pictured,

    /// <summary>From the host: a command failed.</summary>
    Refused,

    /// <summary>To the host: search for cameras.</summary>
    Search,

    /// <summary>To the host: open the camera at a port, save its stills in a folder (text, a zero between the two).</summary>
    Open,

    /// <summary>To the host: change a setting.</summary>
    Set,

    /// <summary>To the host: list a folder of the camera's card, with the lengths of some of its files.</summary>
    List,

    /// <summary>To the host: fetch files of a folder that the camera did not report.</summary>
    Fetch,

    /// <summary>To the host: take a picture.</summary>
    Release,

    /// <summary>To the host: drive the lens by steps of a size.</summary>
    Drive,

    /// <summary>To the host: magnify the live view.</summary>
    Magnify,

    /// <summary>To the host: focus at a point.</summary>
    FocusAt,

    /// <summary>To the host: the rest of an order to drive the lens is not wanted any more.</summary>
    StopDriving,
}
