/**
 * What a task tells the simulated bench about its world, and what an operator may change of it. The types are
 * neutral; the physics and the rasteriser are in `bench/devices/sim`. Real benches never load a scene.
 */
import type { BoardPose } from './charucoBoard.ts';

/** Pose of an object that lies on the table: centroid and turn about z. */
export interface PlanarPose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

export interface ObjectPose extends PlanarPose {
  readonly zM: number;
  /** Angle between the object's up and the world's up. */
  readonly tiltRad: number;
}

export type Rgb = readonly [number, number, number];

/** One rigid part of an object, in the object's frame; a box by half sizes or an upright cylinder. */
export type ScenePart =
  | {
      readonly kind: 'box';
      readonly halfM: readonly [number, number, number];
      readonly atM: readonly [number, number, number];
      readonly rgb: Rgb;
    }
  | {
      readonly kind: 'cylinder';
      readonly radiusM: number;
      readonly halfHeightM: number;
      readonly atM: readonly [number, number, number];
      readonly rgb: Rgb;
    };

export interface SceneObject {
  readonly name: string;
  readonly massKg: number;
  readonly parts: readonly ScenePart[];
  /** Centre of mass relative to the object's frame: really off the centroid, as real things are. */
  readonly centreOfMassM: readonly [number, number, number];
  readonly frictionTable: number;
  readonly frictionTool: number;
  /** Friction of the parts that a jaw may grip (cylinders and small boxes above the body). */
  readonly frictionGrip: number;
  readonly start: PlanarPose;
}

/** Paint on the table: seen by cameras, not felt. */
export interface Decal {
  readonly kind: 'polygon' | 'line';
  readonly pointsM: readonly (readonly [number, number])[];
  readonly rgb: Rgb;
  /** For lines. */
  readonly widthM?: number;
}

/** A camera of the simulated bench: where it is and what it sees. */
export interface SceneCamera {
  readonly role: string;
  readonly atM: readonly [number, number, number];
  readonly lookAtM: readonly [number, number, number];
  readonly verticalFovRad: number;
}

export interface SceneDef {
  readonly objects: readonly SceneObject[];
  readonly decals: readonly Decal[];
  readonly cameras: readonly SceneCamera[];
  readonly tableRgb: Rgb;
  readonly cameraRateHz: number;
}

/** What the numbers of `SceneSettings` may be, for the door and for the simulator alike. */
export const sceneBounds = {
  light: [0.2, 2],
  distractors: [0, 8],
  friction: [0.2, 5],
  mass: [0.2, 5],
  slackRad: [0, 0.1],
  sensorNoise: [0, 5],
  frameRateHz: [1, 30],
} as const;
/** The same for each of three numbers: metres, and shares of full red, green and blue. */
/** Where the calibration board may be: metres and radians. */
export const sceneBoardBounds = {
  xM: [-0.2, 0.6],
  yM: [-0.5, 0.5],
  zM: [0, 0.4],
  yawRad: [-7, 7],
  tiltRad: [-1, 1],
  tiltAboutRad: [-7, 7],
} as const satisfies Readonly<Record<keyof BoardPose, readonly [number, number]>>;
export const sceneTripleBounds = { cameraShiftM: [-0.2, 0.2], colours: [0, 1] } as const;

/** `bench sim set --file F`: what a person may change of the simulated bench. All optional, all bounded. */
export interface SceneSettings {
  /** 1 is normal. */
  readonly light?: number | undefined;
  readonly cameraShiftM?: Readonly<Record<string, readonly [number, number, number]>> | undefined;
  readonly distractors?: number | undefined;
  readonly colours?: Readonly<Record<string, Rgb>> | undefined;
  /** Factors on the scene's own values. */
  readonly friction?: number | undefined;
  readonly mass?: number | undefined;
  /** The calibration board, where a person holds or laid it; null takes it away. */
  readonly board?: BoardPose | null | undefined;
  /** Play of each joint, radians. */
  readonly slackRad?: number | undefined;
  readonly sensorNoise?: number | undefined;
  readonly imageSize?: '320x240' | '640x480' | undefined;
  readonly frameRateHz?: number | undefined;
}

/** Fault switches of the simulated bench. `until` ends it by itself after so many bench milliseconds. */
export const faultKinds = [
  'unplug',
  'mute-servo',
  'corrupt',
  'delay',
  'freeze-camera',
  'half-rate',
  'overheat',
  'stall',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** shoulder_lift carries most. */
export const defaultFaultServo = 2;

export interface FaultSwitch {
  readonly kind: FaultKind;
  readonly on: boolean;
  /** For camera faults; with it unplug, corrupt and delay are a camera's, without it the servo bus's. */
  readonly role?: string | undefined;
  /** For servo faults: the servo id, 1…6. Unplugged is the chain from it on, mute is that servo alone. */
  readonly servo?: number | undefined;
  /** Delay in ms, temperature in °C, share of corrupted packets or pictures. */
  readonly amount?: number | undefined;
}

/** What the oracle says of a scene: the truth, and whether it lies within the guard of a bound. */
export interface Truth {
  readonly success: boolean;
  readonly edge: boolean;
}
