/**
 * A real bench's devices: the arms' serial ports as they are named, and its cameras through ffmpeg. It stands when every
 * camera has given a first picture of the size it was chosen with; else all is closed again and said in words. The bus is
 * not opened here: that is the servo process's.
 */
import { statSync } from 'node:fs';
import sharp from 'sharp';
import type { ProcessTable } from '../../../base/host/processTable.ts';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { createSignal } from '../../../base/lib/topic.ts';
import { BenchError } from '../../../base/model/errors.ts';
import type { BenchChoice, CameraChoice } from '../../../base/model/phaseOne.ts';
import type { BenchDevices, DeviceFrame } from '../../benchDevices.ts';
import { nominalModel } from '../../cameraModels.ts';
import { listCameras } from '../../choice/findDevices.ts';
import type { Camera } from './camera.ts';
import { createFfmpegCamera, type FfmpegSource } from './ffmpegCamera.ts';

export interface RealBenchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly ffmpeg: string;
}

/** A camera that has given nothing by then is not there. */
const firstPictureMs = 6_000;

function sourceOf({ device, widthPx, heightPx, rateHz }: CameraChoice): FfmpegSource {
  const shape = { widthPx, heightPx, rateHz };
  if (/^rtsps?:/.test(device)) return { kind: 'rtsp', url: device, ...shape };
  if (isThere(device) && statSync(device).isFile())
    return { kind: 'file', path: device, loop: true, ...shape };
  return { kind: 'v4l2', device, ...shape };
}

function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** What is plugged in instead, for a person whose camera got another name. */
function othersInWords(): string {
  const { cameras } = listCameras();
  if (cameras.length === 0) return 'no camera is plugged in';
  return `plugged in are ${cameras.map(({ device, name }) => `${device} (${name})`).join(', ')}`;
}

function missing({ role, device }: CameraChoice): BenchError | null {
  if (!device.startsWith('/') || isThere(device)) return null;
  return new BenchError('unavailable', `the ${role} camera ${device} is not there`, {
    hint: `${othersInWords()}; plug it in, or choose its device anew in the bench's settings`,
  });
}

async function firstPicture(camera: Camera, choice: CameraChoice, clock: Clock): Promise<void> {
  const { role, device, widthPx, heightPx } = choice;
  const first = Promise.withResolvers<Uint8Array>();
  using _hearing = camera.onFrame(({ jpeg }) => first.resolve(jpeg));
  using _late = clock.after(firstPictureMs, () => {
    const { lastWords } = camera.health();
    const said = lastWords === '' ? '' : `: ${lastWords}`;
    const message = `the ${role} camera ${device} gives no picture${said}`;
    const hint = 'check its cable, and that no other program has it open';
    first.reject(new BenchError('unavailable', message, { hint }));
  });
  camera.start();
  const { width, height } = await sharp(await first.promise).metadata();
  if (width === widthPx && height === heightPx) return;
  throw new BenchError(
    'unavailable',
    `the ${role} camera ${device} gives ${width} × ${height} pixels, not ${widthPx} × ${heightPx}`,
    { hint: 'choose a size that this camera has' },
  );
}

/** Rejects `unavailable` with which device is not there or gives nothing, and what to do. */
export async function openRealBench(
  bench: BenchChoice,
  options: RealBenchOptions,
): Promise<BenchDevices> {
  const { clock } = options;
  const frames = createSignal<{ readonly frame: DeviceFrame; readonly jpeg: Uint8Array }>();
  const port = bench.followerPort ?? '';
  if (!isThere(port)) {
    const hint = 'check its cable and its power, or choose its port anew in the bench’s settings';
    throw new BenchError('unavailable', `the arm's port ${port} is not there`, { hint });
  }
  for (const choice of bench.cameras) {
    const error = missing(choice);
    if (error !== null) throw error;
  }
  await using stack = new AsyncDisposableStack();
  const cameras = new Map<string, Camera>();
  for (const choice of bench.cameras) {
    const { role } = choice;
    const camera = createFfmpegCamera({ role, source: sourceOf(choice), ...options });
    stack.use(camera);
    cameras.set(role, camera);
  }
  await Promise.all(
    bench.cameras.map((choice) => {
      const camera = cameras.get(choice.role);
      return camera === undefined ? null : firstPicture(camera, choice, clock);
    }),
  );
  for (const camera of cameras.values()) {
    camera.onFrame(({ role, seq, capturedAtMs, jpeg }) => {
      const sentAtMs = clock.nowMs();
      const ageMs = sentAtMs - capturedAtMs;
      frames.emit({ frame: { role, seq, tick: -1, capturedAtMs, ageMs, sentAtMs }, jpeg });
    });
  }
  const closing = stack.move();
  return {
    port,
    leaderPort: bench.leaderPort,
    cameras: bench.cameras.map(nominalModel),
    cameraRateHz: Math.min(...bench.cameras.map(({ rateHz }) => rateHz)),
    objects: [],
    simulator: null,
    onFrame: (on) => frames.on(({ frame, jpeg }) => on(frame, jpeg)),
    onLost: () => ({ [Symbol.dispose]: () => undefined }),
    cameraWords(role) {
      const choice = bench.cameras.find((camera) => camera.role === role);
      const error = choice === undefined ? null : missing(choice);
      if (error !== null) return `${error.message} (${othersInWords()})`;
      return cameras.get(role)?.health().lastWords ?? '';
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
