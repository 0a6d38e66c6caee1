/**
 * A message of the server, decoded: uint32 little-endian header length, JSON header, then the JPEG of the sharp picture, the JPEG of the
 * source, the blur map and its confidence, or both packed, as far as wanted. It works in a worker, too.
 * @returns { header, sharp, source, maps }: bitmaps, and { halves, confidence } of the maps; null where a part is missing. The header alone
 * where a part does not decode.
 */
export async function decodeMessage(data) {
  const headerBytes = new DataView(data).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, headerBytes)));
  let offset = 4 + headerBytes;
  const next = (length) => new Uint8Array(data, (offset += length) - length, length);
  const pictures = [bitmapOf(next(header.sharpBytes)), bitmapOf(next(header.sourceBytes))];
  const radii = next(header.blurBytes);
  const confidence = next(header.confidenceBytes);
  const packed = next(header.packedMapsBytes);
  const read = radii.length ? copyMaps(radii, confidence) : packed.length ? unpackMaps(packed) : null;
  try {
    const [sharp, source, maps] = await Promise.all([...pictures, read]);
    return { header, sharp, source, maps };
  } catch {
    return { header };
  }
}

/** What of a decoded message can be handed from one thread to another without a copy. */
export const transferable = ({ sharp, source, maps }) => [sharp, source, maps?.halves.buffer, maps?.confidence.buffer].filter(Boolean);

/** Without colour conversion: two pictures are compared. */
const asItIs = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
const bitmapOf = async (bytes) => (bytes.length ? createImageBitmap(new Blob([bytes], { type: "image/jpeg" }), asItIs) : null);

// Copies, because they may start at an odd offset.
const copyMaps = (radii, confidence) => ({ halves: new Uint16Array(radii.slice().buffer), confidence: confidence.slice() });

// As they come over a slow link: the low bytes of the radii, their high bytes, the confidences; raw deflate.
async function unpackMaps(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const cells = bytes.length / 3;
  const halves = Uint16Array.from({ length: cells }, (_, i) => bytes[i] | (bytes[cells + i] << 8));
  return { halves, confidence: bytes.slice(2 * cells) };
}
