import { byId, element } from "../dom.js";
import { settings } from "../settings.js";
import { pointOf } from "./geometry.js";

settings.define("focusFaces", false);

const pauseMs = 400; // between an answer and the next question
const eyesFrom = 110; // CSS pixels: eyes of a narrower face are too close for a finger
const smallestTarget = 44;
const taken = 0.03; // shares of the picture: an offer nearer to a point than this is that point

/** Faces and eyes that the server finds, as dashed circles: one that is clicked becomes a focus point. Off until it is wanted. */
export class Faces {
  #stage;
  #points;
  #faces = [];
  #asking = false;
  #buttons = [byId("focus-faces"), byId("focus-faces-first")];

  constructor(stage, points) {
    this.#stage = stage;
    this.#points = points;
    for (const button of this.#buttons) button.addEventListener("click", () => settings.toggle("focusFaces"));
    settings.addEventListener("change", () => this.#show());
    points.addEventListener("change", () => this.#place());
    stage.addEventListener("layout", () => this.#place());
    this.#show();
  }

  #show() {
    const on = settings.get("focusFaces");
    for (const button of this.#buttons) button.setAttribute("aria-pressed", on);
    if (on && !this.#asking) this.#ask();
  }

  async #ask() {
    this.#asking = true;
    while (settings.get("focusFaces")) {
      if (!document.hidden && this.#stage.frame?.focus) {
        try {
          const answer = await fetch("/api/focus/faces", { signal: AbortSignal.timeout(10_000) });
          this.#faces = answer.ok && settings.get("focusFaces") ? (await answer.json()).faces : [];
        } catch {
          this.#faces = []; // the banner says that the server does not answer
        }
        this.#place();
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    this.#asking = false;
    this.#faces = [];
    this.#place();
  }

  // The circles are kept from one answer to the next: one of them may have the keyboard focus.
  #place() {
    const offers = this.#faces.flatMap((face) => this.#offersOf(face)).filter((offer) => !this.#isTaken(offer));
    const layer = byId("focus-points");
    const circles = [...layer.querySelectorAll(".focus-offer")];
    circles.slice(offers.length).forEach((circle) => circle.remove());
    offers.forEach((offer, i) => {
      const circle = circles[i] ?? this.#makeCircle(layer);
      const at = pointOf(this.#stage, offer);
      Object.assign(circle.style, { left: `${at.x}px`, top: `${at.y}px`, width: `${offer.size}px`, height: `${offer.size}px` });
      circle.offer = offer;
      const label = `Focus point on ${offer.name === "Eye" ? "an eye" : "a face"}`;
      if (circle.getAttribute("aria-label") !== label) circle.setAttribute("aria-label", label);
    });
  }

  #makeCircle(layer) {
    const circle = element("button", "focus-offer");
    circle.addEventListener("click", () => this.#points.add(circle.offer.x, circle.offer.y, circle.offer.name));
    layer.append(circle);
    return circle;
  }

  // Of a large face its eyes; of a small one the middle between them, with a circle as wide as the face.
  #offersOf(face) {
    const width = face.width * this.#stage.box.width;
    const [left, right] = face.eyes;
    if (width >= eyesFrom) return face.eyes.map((eye) => ({ ...eye, name: "Eye", size: Math.max(smallestTarget, width * 0.3) }));
    return [{ x: (left.x + right.x) / 2, y: (left.y + right.y) / 2, name: "Face", size: Math.max(smallestTarget, width) }];
  }

  #isTaken = ({ x, y }) => this.#points.list.some((point) => Math.hypot(point.x - x, point.y - y) < taken);
}
