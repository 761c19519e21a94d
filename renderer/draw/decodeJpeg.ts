/**
 * A JPEG as a picture to draw. The browser's own decoder is asked where there is one: a blob has to be made known to
 * another process first, and the page stands still for that with every picture. Rejects for what is no JPEG.
 */
export interface Picture {
  readonly source: CanvasImageSource;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Lets go of its memory. */
  close(): void;
}

async function decodeBlob(bytes: Uint8Array<ArrayBuffer>): Promise<Picture> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  const { width, height } = bitmap;
  return { source: bitmap, widthPx: width, heightPx: height, close: () => bitmap.close() };
}

export async function decodeJpeg(jpeg: Uint8Array): Promise<Picture> {
  const bytes = new Uint8Array(jpeg);
  if (!('ImageDecoder' in globalThis)) return await decodeBlob(bytes);
  const decoder = new ImageDecoder({ data: bytes, type: 'image/jpeg' });
  try {
    const { image } = await decoder.decode();
    const { displayWidth, displayHeight } = image;
    const size = { widthPx: displayWidth, heightPx: displayHeight };
    return { source: image, ...size, close: () => image.close() };
  } finally {
    decoder.close();
  }
}
