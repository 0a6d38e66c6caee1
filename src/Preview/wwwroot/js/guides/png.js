/** A PNG is refused before it is decoded when it is none, or when decoding it would take the memory of this browser. */

const maxBytes = 32e6;
const maxSide = 12000;
const maxPixels = 40e6;
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const header = 0x49484452; // "IHDR", the first chunk
const end = 0x49454e44; // "IEND", the last chunk: its name, and four bytes of check sum

/** Throws an error with a reason for the user unless the file begins as a PNG of reasonable size. */
export async function checkPng(file) {
  if (file.size > maxBytes) throw new Error(`it has ${Math.round(file.size / 1e6)} MB, and at most ${maxBytes / 1e6} MB are read.`);
  const bytes = await file.slice(0, 24).arrayBuffer().catch(() => {
    throw new Error("it cannot be read: a folder, or a file that is gone.");
  });
  const view = new DataView(bytes);
  const isPng = bytes.byteLength === 24 && signature.every((byte, i) => view.getUint8(i) === byte) && view.getUint32(12) === header;
  if (!isPng) throw new Error("it is not a PNG. Export the layout as PNG with a transparent ground.");
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const tail = new DataView(await file.slice(-8).arrayBuffer());
  if (tail.byteLength < 8 || tail.getUint32(0) !== end) throw new Error("the PNG is damaged: its end is missing. Export it again.");
  if (!width || !height || width > maxSide || height > maxSide || width * height > maxPixels)
    throw new Error(`it has ${width} × ${height} pixels, and at most ${maxPixels / 1e6} million, ${maxSide} a side, are shown. Export it smaller.`);
}
