/**
 * Thread of one simulated camera: takes poses, draws, encodes to JPEG, posts the frame. One after the other in the
 * order of the captures; `openSimCameras` bounds how many may wait. Everything random comes from the stream named in
 * the message, so frames do not depend on when the thread runs.
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { assert, must } from '../../../../base/lib/assert.ts';
import { trialRng } from '../../../../base/lib/rng.ts';
import { snapshotStride } from '../snapshot.ts';
import {
  createPictureRenderer,
  type PictureInput,
  type PictureRenderer,
} from './pictureRenderer.ts';

export type ToCameraWorker =
  /** `fixedPoses` belong to the last geoms of the input, which never move and are in no snapshot. */
  | { readonly type: 'scene'; readonly input: PictureInput; readonly fixedPoses: Float64Array }
  /** The last picture again, byte for byte: a frozen camera. */
  | { readonly type: 'repeat'; readonly ticket: number }
  | {
      readonly type: 'capture';
      readonly ticket: number;
      readonly poses: Float64Array;
      readonly noise: {
        readonly seed: number;
        readonly trialIndex: number;
        readonly purpose: string;
      };
    };

export type FromCameraWorker =
  | { readonly type: 'picture'; readonly ticket: number; readonly jpeg: Uint8Array<ArrayBuffer> }
  | { readonly type: 'failed'; readonly ticket: number; readonly message: string };

/** Full colour resolution: halving it costs the judge its sub-pixel edges (figures in tasks/push-t/judge). */
export const jpegOptions = { quality: 90, chromaSubsampling: '4:4:4' } as const;

/** height × width × 3 bytes → JPEG. */
export async function encodeJpeg(
  rgb: Uint8Array,
  width: number,
  height: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const raw = { width, height, channels: 3 } as const;
  return new Uint8Array(await sharp(rgb, { raw }).jpeg(jpegOptions).toBuffer());
}

function serve(port: MessagePort): void {
  sharp.cache(false);
  sharp.concurrency(1);
  let renderer: PictureRenderer | null = null;
  let fixed = new Float64Array(0);
  let last: Uint8Array<ArrayBuffer> | null = null;
  let tail: Promise<void> = Promise.resolve();

  const draw = (message: Extract<ToCameraWorker, { type: 'capture' }>): Uint8Array => {
    assert(message.poses.length % snapshotStride === 0, 'poses are not whole');
    const poses = new Float64Array(message.poses.length + fixed.length);
    poses.set(message.poses);
    poses.set(fixed, message.poses.length);
    const { seed, trialIndex, purpose } = message.noise;
    return must(renderer).render(poses, trialRng(seed, trialIndex, purpose));
  };
  const post = (ticket: number, picture: Uint8Array<ArrayBuffer>): void => {
    const jpeg = picture.slice();
    port.postMessage({ type: 'picture', ticket, jpeg } satisfies FromCameraWorker, [jpeg.buffer]);
  };
  const answer = async (message: ToCameraWorker): Promise<void> => {
    if (message.type === 'scene') {
      renderer = createPictureRenderer(message.input);
      fixed = Float64Array.from(message.fixedPoses);
      return;
    }
    const { ticket } = message;
    if (message.type === 'repeat') {
      post(ticket, must(last));
      return;
    }
    try {
      const rgb = draw(message);
      last = await encodeJpeg(rgb, must(renderer).widthPx, must(renderer).heightPx);
      post(ticket, last);
    } catch (thrown) {
      const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      port.postMessage({ type: 'failed', ticket, message: text } satisfies FromCameraWorker);
    }
  };
  port.on('message', (message: ToCameraWorker) => {
    tail = tail.then(() => answer(message));
  });
}

if (parentPort !== null) serve(parentPort);
