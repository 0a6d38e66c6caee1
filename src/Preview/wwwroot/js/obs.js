import { Connection } from "./connection.js";
import { byId } from "./dom.js";

/** The bare deblurred picture for OBS and other compositors: no text, no overlays. The last picture stays when the stream stops. */
const canvas = byId("picture");
const context = canvas.getContext("bitmaprenderer");
const connection = new Connection({ source: false, blur: false });

connection.addEventListener("frame", ({ detail: frame }) => {
  requestAnimationFrame(() => {
    canvas.width = frame.width; // of the picture, too: this viewer gets the full size
    canvas.height = frame.height;
    context.transferFromImageBitmap(frame.sharp);
    canvas.dataset.seq = frame.seq;
    connection.done(frame, frame.hidden);
  });
});
