/** Whether the source of a status has a capability: "camera", "stills", "recording", "finite". */
export const sourceCan = (source, capability) => (source?.capabilities ?? fallback(source).capabilities).includes(capability);

/** Kind of a source: "test", "video", "webcam", "network", "tethered" or "folder". */
export const sourceKind = (source) => source?.kind ?? fallback(source).kind;

// For a status without kind and capabilities.
const fallback = ({ uri } = {}) => ({ kind: /^folder:/.test(uri) ? "folder" : "", capabilities: /^gphoto2:/.test(uri) ? ["camera"] : [] });
