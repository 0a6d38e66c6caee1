import { byId } from "./dom.js";

/**
 * The border of what was refined while it held still: a thin line in the picture, where one part is and another is not. Only of the view.
 */
export function attachRefinedMarks(stage) {
  let shown = "";
  const update = () => {
    const tiles = stage.mode === "source" ? undefined : stage.frame?.refinedTiles;
    const key = tiles ? `${tiles.bits} ${JSON.stringify(stage.box)}` : "";
    if (shown === key) return;
    shown = key;
    const { width, height } = stage.box;
    byId("refined-marks").setAttribute("viewBox", `0 0 ${width} ${height}`);
    const border = tiles ? borderOf(tiles, stage) : "";
    for (const path of byId("refined-marks").children) path.setAttribute("d", border);
  };
  for (const name of ["presented", "layout"]) stage.addEventListener(name, update);
}

/** An SVG path in CSS pixels of the picture: the edges between a tile that is refined and one that is not. */
function borderOf({ side, columns, rows, bits }, stage) {
  const bytes = Uint8Array.from(atob(bits), (character) => character.charCodeAt(0));
  const isRefined = (column, row) => {
    const tile = row * columns + column;
    return (bytes[tile >> 3] >> (tile & 7)) & 1;
  };
  const point = (column, row) => {
    const { width, height } = stage.frame;
    const at = stage.pointAt(Math.min(1, (column * side) / width), Math.min(1, (row * side) / height));
    return `${(at.x - stage.box.x).toFixed(1)} ${(at.y - stage.box.y).toFixed(1)}`;
  };
  let path = "";
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const here = isRefined(column, row);
      if (column > 0 && here !== isRefined(column - 1, row)) path += `M${point(column, row)}L${point(column, row + 1)}`;
      if (row > 0 && here !== isRefined(column, row - 1)) path += `M${point(column, row)}L${point(column + 1, row)}`;
    }
  }
  return path;
}
