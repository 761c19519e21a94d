/** The settings of the policy: `settings.json`, as it came version 0. What each does stands in `settings.schema.json`. */
import given from './settings.json' with { type: 'json' };

export interface Settings {
  readonly shakyMm: number;
  readonly beforeMm: number;
  readonly beyondMm: number;
  readonly sweepMmPerS: number;
}

export const settings: Settings = given;
