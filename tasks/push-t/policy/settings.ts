/**
 * The settings of the policy: `settings.json`, in the units a person thinks in. What each does and which values make sense
 * stands in `settings.schema.json`; as they came, they are version 0.
 */
import given from './settings.json' with { type: 'json' };

export interface Settings {
  readonly doneMm: number;
  readonly doneDeg: number;
  readonly turnAboveDeg: number;
  readonly pushMm: number;
  readonly approachMm: number;
  readonly turnAtMm: number;
  readonly pushesPerAttempt: number;
  readonly pushMmPerS: number;
  readonly pushShare: number;
  readonly leastPushMm: number;
  readonly looks: number;
  readonly bothCameras: boolean;
  readonly tightenMm: number;
  readonly foresight: boolean;
  readonly turnWeightMm: number;
  readonly turningMm: number;
  readonly noseGrip: number;
  readonly learning: boolean;
  readonly otherSides: boolean;
}

export const settings: Settings = given;
