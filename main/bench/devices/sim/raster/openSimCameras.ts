/**
 * The cameras of the simulated bench: one drawing thread each, frames out in the order of the captures. A shifted
 * camera really stands elsewhere while its published model stays, as on a bench whose camera was knocked. A frozen
 * camera sends its last frame again. Bounded: a capture that finds too many waiting is dropped and not counted.
 */
import { Worker } from 'node:worker_threads';
import { must } from '../../../../base/lib/assert.ts';
import type { Log } from '../../../../base/lib/log.ts';
import { createRng } from '../../../../base/lib/rng.ts';
import { createSignal } from '../../../../base/lib/topic.ts';
import type { CameraModel } from '../../../../base/model/camera.ts';
import { BenchError } from '../../../../base/model/errors.ts';
import type { Rgb, SceneCamera, SceneDef, SceneSettings } from '../../../../base/model/scene.ts';
import type { SnapshotGeom } from '../snapshot.ts';
import type { TableLook } from './background.ts';
import { boardGeoms } from './boardGeoms.ts';
import { cameraModelOf, type ImageSize } from './cameraModelOf.ts';
import type { FromCameraWorker, ToCameraWorker } from './cameraWorker.ts';
import { type Distractors, distractorGeoms } from './distractorGeoms.ts';
import type { PictureInput } from './pictureRenderer.ts';

/** A picture leaves nothing behind: without a bound a thread's nursery grows for five minutes, to 100 MB. */
const youngMb = 16;

export interface SimCameraFrame {
  readonly role: string;
  /** Counts from 0 since the cameras were opened; the same number again is a frozen camera. */
  readonly seq: number;
  /** The tick of the capture that asked for it. */
  readonly tick: number;
  /** Bench time of the exposure. */
  readonly capturedAtMs: number;
  readonly jpeg: Uint8Array;
}

export interface SimCameraOptions {
  readonly scene: SceneDef;
  readonly geoms: readonly SnapshotGeom[];
  readonly settings: SceneSettings;
  readonly seed: number;
  readonly log: Log;
}

export interface SimCameras {
  /** As calibrated, not as shifted; in the order of the scene. */
  readonly models: readonly CameraModel[];
  /** Asks every camera but `skip` for a frame of these poses (copied). Returns how many frames will come. */
  capture(poses: Float64Array, tick: number, atMs: number, skip?: ReadonlySet<string>): number;
  onFrame(take: (frame: SimCameraFrame) => void): Disposable;
  /** New settings, and new geoms when the world has others; later captures are drawn with them. */
  set(settings: SceneSettings, geoms?: readonly SnapshotGeom[]): void;
  /** Sensor noise of the captures to come belongs to this trial. */
  reseed(seed: number, trialIndex: number): void;
  freeze(role: string, on: boolean): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Frames that may wait in one camera's thread. */
export const maxWaitingFrames = 16;
/** 8-bit levels; a small sensor indoors. */
export const defaultNoiseSigma = 2;

const defaultTable = { halfXM: 0.45, halfYM: 0.6, centreXM: 0.25 };

/**
 * A colour is set by a part's own name ("tee.2") or by its object's ("tee"), which paints the parts that have the colour of
 * the object's first part: a T keeps its pale knob.
 */
function repaint(
  geom: SnapshotGeom,
  scene: SceneDef,
  colours: Readonly<Record<string, Rgb>>,
): SnapshotGeom {
  const object = scene.objects.find(({ name }) => geom.name.startsWith(`${name}.`));
  const part = Number(geom.name.slice(geom.name.lastIndexOf('.') + 1));
  const body = object?.parts[0]?.rgb.join();
  const isBody = object !== undefined && object.parts[part]?.rgb.join() === body;
  const rgb = colours[geom.name] ?? (isBody ? colours[object.name] : undefined);
  return rgb === undefined ? geom : { ...geom, rgb };
}

/** What stands or lies about and is in no physics. */
function standing({ distractors, board }: SceneSettings): Distractors {
  const litter = distractorGeoms(distractors ?? 0, createRng(7).fork('litter'));
  if (board === undefined || board === null) return litter;
  const sheet = boardGeoms(board);
  const poses = Float64Array.from([...litter.poses, ...sheet.poses]);
  return { geoms: [...litter.geoms, ...sheet.geoms], poses };
}

/** The scene's own look with an operator's changes: what one camera has to draw. Pure. */
export function pictureInputOf(
  scene: SceneDef,
  camera: SceneCamera,
  geoms: readonly SnapshotGeom[],
  settings: SceneSettings,
): { readonly input: PictureInput; readonly fixedPoses: Float64Array } {
  const colours = settings.colours ?? {};
  const extra = standing(settings);
  const table: TableLook = { ...defaultTable, rgb: colours.table ?? scene.tableRgb };
  return {
    input: {
      camera: cameraModelOf(
        camera,
        imageSizeOf(settings),
        settings.cameraShiftM?.[camera.role] ?? [0, 0, 0],
      ),
      geoms: [...geoms.map((geom) => repaint(geom, scene, colours)), ...extra.geoms],
      table,
      decals: scene.decals,
      light: settings.light ?? 1,
      noiseSigma: settings.sensorNoise ?? defaultNoiseSigma,
      cellsPerPixel: 2,
    },
    fixedPoses: extra.poses,
  };
}

export function imageSizeOf(settings: SceneSettings): ImageSize {
  return settings.imageSize === '640x480'
    ? { widthPx: 640, heightPx: 480 }
    : { widthPx: 320, heightPx: 240 };
}

interface Exposure {
  readonly seq: number;
  readonly capturedAtMs: number;
}

interface SimCamera {
  readonly scene: SceneCamera;
  readonly worker: Worker;
  /** By ticket: what was exposed, and the tick that asked for it. */
  readonly waiting: Map<number, Exposure & { readonly tick: number }>;
  tickets: number;
  sinceSeed: number;
  frozen: boolean;
  newest: Exposure | null;
}

function openCamera(
  scene: SceneCamera,
  emit: (frame: SimCameraFrame) => void,
  log: Log,
): SimCamera {
  const { role } = scene;
  const worker = new Worker(new URL('./cameraWorker.ts', import.meta.url), {
    name: `camera-${role}`,
    resourceLimits: { maxYoungGenerationSizeMb: youngMb },
  });
  const waiting: SimCamera['waiting'] = new Map();
  worker.on('message', (message: FromCameraWorker) => {
    const asked = must(waiting.get(message.ticket), 'a picture that nobody asked for');
    waiting.delete(message.ticket);
    if (message.type === 'failed') {
      throw new BenchError('internal', `camera ${role} cannot draw: ${message.message}`);
    }
    emit({ role, ...asked, jpeg: message.jpeg });
  });
  // Frames were promised to a waiting core: without its thread the simulator has to end, not to go silent.
  worker.on('error', (cause) => {
    log.log('error', 'a drawing thread died', { role, error: String(cause) });
    throw new BenchError('internal', `the drawing thread of camera ${role} died`, { cause });
  });
  return { scene, worker, waiting, tickets: 0, sinceSeed: 0, frozen: false, newest: null };
}

/** Starts the threads. Dispose ends them; frames on their way are lost then. */
export function openSimCameras(options: SimCameraOptions): SimCameras {
  const { scene, log } = options;
  let { settings, geoms, seed } = options;
  let trialIndex = 0;
  const frames = createSignal<SimCameraFrame>();
  const cameras = scene.cameras.map((camera) => openCamera(camera, frames.emit, log));
  const tell = (camera: SimCamera, message: ToCameraWorker): void =>
    camera.worker.postMessage(message);
  const configure = (): void => {
    for (const camera of cameras) {
      const { input, fixedPoses } = pictureInputOf(scene, camera.scene, geoms, settings);
      tell(camera, { type: 'scene', input, fixedPoses });
    }
  };
  configure();

  const expose = (camera: SimCamera, poses: Float64Array, tick: number, atMs: number): boolean => {
    if (camera.waiting.size >= maxWaitingFrames) return false;
    const ticket = camera.tickets++;
    if (camera.frozen && camera.newest !== null) {
      camera.waiting.set(ticket, { ...camera.newest, tick });
      tell(camera, { type: 'repeat', ticket });
      return true;
    }
    camera.newest = { seq: (camera.newest?.seq ?? -1) + 1, capturedAtMs: atMs };
    camera.waiting.set(ticket, { ...camera.newest, tick });
    const purpose = `sensor/${camera.scene.role}/${camera.sinceSeed++}`;
    tell(camera, { type: 'capture', ticket, poses, noise: { seed, trialIndex, purpose } });
    return true;
  };

  return {
    get models() {
      return scene.cameras.map((camera) => cameraModelOf(camera, imageSizeOf(settings)));
    },
    capture: (poses, tick, atMs, skip) =>
      cameras.filter((camera) => !skip?.has(camera.scene.role) && expose(camera, poses, tick, atMs))
        .length,
    onFrame: (take) => frames.on(take),
    set(nextSettings, nextGeoms = geoms) {
      settings = nextSettings;
      geoms = nextGeoms;
      configure();
    },
    reseed(nextSeed, nextTrialIndex) {
      seed = nextSeed;
      trialIndex = nextTrialIndex;
      for (const camera of cameras) camera.sinceSeed = 0;
    },
    freeze(role, on) {
      const camera = cameras.find((one) => one.scene.role === role);
      if (camera === undefined) throw new BenchError('bad-input', `there is no camera "${role}"`);
      camera.frozen = on;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(cameras.map((camera) => camera.worker.terminate()));
    },
  };
}
