/** The reel of a view that shows clips: opened with it, gone with it. Pictures are decoded off the page's own thread. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useDeck } from '../actions/deck.ts';
import { decodeJpeg, type Picture } from '../draw/decodeJpeg.ts';
import { type ClipReel, createClipReel } from '../store/clipReel.ts';
import { type FrameIndex, parseFrameKey } from '../store/clipSpan.ts';

export type PictureReel = ClipReel<Picture>;

const filmPx = 192;

async function shrink(picture: Picture): Promise<Picture> {
  const bitmap = await createImageBitmap(picture.source as ImageBitmapSource, {
    resizeWidth: filmPx,
    resizeHeight: Math.max(1, Math.round((filmPx * picture.heightPx) / picture.widthPx)),
    resizeQuality: 'medium',
  });
  picture.close();
  const { width, height } = bitmap;
  return { source: bitmap, widthPx: width, heightPx: height, close: () => bitmap.close() };
}

/** Null until it is open: for one drawing. */
export function useClipReel(): PictureReel | null {
  const deck = useDeck();
  const [reel, setReel] = useState<PictureReel | null>(null);
  useEffect(() => {
    const opened = createClipReel<Picture>({
      index: (recordingId) => deck.loadFrameIndex(recordingId),
      picture: async (key, small) => {
        const { recordingId, role, n } = parseFrameKey(key);
        const blob = await deck.loadFrame(recordingId, role, n);
        const picture = await decodeJpeg(new Uint8Array(await blob.arrayBuffer()));
        return small ? await shrink(picture) : picture;
      },
      release: (picture) => picture.close(),
    });
    setReel(opened);
    return () => {
      setReel(null);
      opened[Symbol.dispose]();
    };
  }, [deck]);
  return reel;
}

/** When the pictures of a recording were taken; null while that is on its way or cannot be had. */
export function useFrameIndex(reel: PictureReel, recordingId: string): FrameIndex | null {
  return useSyncExternalStore(reel.indexes.on, () => reel.indexes.peek(recordingId));
}

export function useIndexProblem(reel: PictureReel, recordingId: string): unknown {
  return useSyncExternalStore(reel.indexes.on, () => reel.indexes.problem(recordingId));
}
