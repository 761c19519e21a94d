/**
 * What a bench is made of once it is open: the ports of its arms and its cameras, simulated or real, behind one
 * interface. A real bench has no simulator, no scene and no hand; its cameras come back by themselves. Knows no servo.
 */
import type { CameraModel } from '../base/model/camera.ts';
import type { Simulator } from './simulator.ts';

/** A picture as it left its device; `sentAtMs` is on the device's own clock, whichever that is. */
export interface DeviceFrame {
  readonly role: string;
  readonly seq: number;
  /** Lockstep: the tick that captured it; −1 in real time. */
  readonly tick: number;
  readonly capturedAtMs: number;
  /** Wall milliseconds since the exposure when it was sent. */
  readonly ageMs: number;
  readonly sentAtMs: number;
}

export interface BenchDevices extends AsyncDisposable {
  /** Of the follower: what the servo process opens. */
  readonly port: string;
  readonly leaderPort: string | null;
  /** As the devices themselves know them: nominal ones on a real bench. */
  readonly cameras: readonly CameraModel[];
  readonly cameraRateHz: number;
  /** Names of what the hand can move; none on a real bench. */
  readonly objects: readonly string[];
  /** Null on a real bench. */
  readonly simulator: Simulator | null;
  onFrame(on: (frame: DeviceFrame, jpeg: Uint8Array) => void): Disposable;
  /** All of it is gone. A single camera that is away is not: it is waited for. */
  onLost(on: (why: string) => void): Disposable;
  /** What a camera that gives no pictures says of itself, for people; empty when it never complained. */
  cameraWords(role: string): string;
}

/** The simulated bench as devices. */
export function simulatedDevices(simulator: Simulator): BenchDevices {
  const { opened } = simulator;
  return {
    port: opened.port,
    leaderPort: opened.leaderPort ?? null,
    cameras: opened.cameras,
    cameraRateHz: opened.cameraRateHz,
    objects: opened.objects,
    simulator,
    onFrame: simulator.onFrame,
    onLost: simulator.onLost,
    cameraWords: () => '',
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}
