import { attachCamera } from "./camera.js";
import { Connection } from "./connection.js";
import { attachControls } from "./controls.js";
import { attachFocusReadout } from "./focus-readout.js";
import { Hud } from "./hud.js";
import { attachKeyboard } from "./keyboard.js";
import { attachRecording } from "./recording.js";
import { settings } from "./settings.js";
import { Stage } from "./stage.js";
import { attachWipe } from "./wipe.js";

const stage = new Stage(document.getElementById("picture"));
if (stage.supported) start();
else explain();

function start() {
  // The source is sent only to who compares with it; the map always, for the radius under the pointer.
  const wants = () => ({ source: stage.mode !== "sharp", blur: true });
  const connection = new Connection(wants());
  connection.addEventListener("frame", ({ detail }) => stage.show(detail));
  stage.addEventListener("presented", ({ detail }) => connection.done(detail, detail.hidden));
  stage.addEventListener("layout", () => connection.want(wants()));
  stage.addEventListener("restored", () => location.reload()); // what was on the GPU is gone; the server still has the picture
  settings.addEventListener("change", () => connection.want(wants()));

  attachWipe(stage);
  attachFocusReadout(stage, document.getElementById("stage"));
  attachControls(stage);
  attachKeyboard(stage);
  attachCamera();
  attachRecording();
  new Hud(stage, connection);
}

function explain() {
  const blank = document.getElementById("blank");
  const picture = Object.assign(new Image(), { src: "/stream.mjpg", alt: "Deblurred live picture" });
  const words = document.createElement("span");
  words.textContent = "This browser has no WebGL2, so there is only the bare picture: for wipe and focus overlays use a current Chrome, Edge, Firefox or Safari.";
  blank.replaceChildren(picture, words);
  document.getElementById("tools").hidden = true;
}
