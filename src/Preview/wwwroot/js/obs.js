import { Connection } from "./connection.js";

/** The bare deblurred picture for OBS and other compositors: no words, no overlays, the last picture stays when the stream stops. */
const canvas = document.getElementById("picture");
const screen = canvas.getContext("bitmaprenderer");
const connection = new Connection({ source: false, blur: false });

connection.addEventListener("frame", ({ detail: frame }) => {
  requestAnimationFrame(() => {
    canvas.width = frame.width;
    canvas.height = frame.height;
    screen.transferFromImageBitmap(frame.sharp);
    canvas.dataset.seq = frame.seq;
    connection.done(frame, frame.hidden);
  });
});
