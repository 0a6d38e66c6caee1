import { attachAccess } from "./access.js";
import { attachCamera } from "./camera.js";
import { Connection } from "./connection.js";
import { attachControls } from "./controls.js";
import { byId, element } from "./dom.js";
import { attachFocus } from "./focus/focus.js";
import { Hud } from "./hud.js";
import { attachGuides } from "./guides/guides.js";
import { attachLayout } from "./guides/layout.js";
import { attachKeyboard } from "./keyboard.js";
import { attachLegend } from "./legend.js";
import { Loupe } from "./loupe/loupe.js";
import { attachOverlayTools } from "./overlay-tools.js";
import { attachRadiusReadout } from "./radius-readout.js";
import { attachRecording } from "./recording.js";
import { attachRefinedMarks } from "./refined-marks.js";
import { attachScreens } from "./screens.js";
import { Scopes } from "./scopes/scopes.js";
import { settings } from "./settings.js";
import { attachShoot } from "./shoot/panel.js";
import { Stage } from "./stage.js";
import { attachViewAssist, groupOf } from "./view-assist/panel.js";
import { keepAwake } from "./wake-lock.js";
import { attachWipe } from "./wipe.js";

const stage = new Stage(byId("picture"));
if (stage.supported) start();
else showBareStream();

function start() {
  // The source is sent only while it is compared with; the blur map always, for the radius under the pointer.
  const wants = () => ({ source: stage.needsSource, blur: true });
  const connection = new Connection(wants(), stage.view);
  connection.addEventListener("frame", ({ detail }) => stage.show(detail));
  stage.addEventListener("presented", ({ detail }) => connection.done(detail, detail.hidden));
  const sendView = () => {
    connection.want(wants());
    connection.view(stage.view);
  };
  for (const name of ["layout", "needs"]) stage.addEventListener(name, sendView);
  stage.addEventListener("restored", () => location.reload()); // the GPU has lost the pictures; the server sends them again
  settings.addEventListener("change", sendView);
  visualViewport?.addEventListener("resize", sendView); // magnified with two fingers

  attachWipe(stage);
  attachLegend(stage);
  attachRadiusReadout(stage);
  attachOverlayTools(groupOf);
  attachViewAssist();
  attachGuides(stage);
  attachRefinedMarks(stage);
  attachLayout();
  new Scopes(stage);
  new Loupe(stage);
  attachControls(stage);
  attachFocus(stage);
  attachKeyboard(stage);
  attachCamera();
  attachRecording();
  attachShoot();
  attachAccess().then(attachScreens);
  keepAwake();
  new Hud(stage, connection);
}

function showBareStream() {
  const blank = byId("blank");
  const picture = Object.assign(new Image(), { src: "/stream.mjpg", alt: "Deblurred live picture" });
  const text = "This browser has no WebGL2, so there is only the bare picture. "
    + "For wipe and focus overlays use a current Chrome, Edge, Firefox or Safari.";
  blank.replaceChildren(picture, element("span", "", text));
  byId("tools").hidden = true;
}
