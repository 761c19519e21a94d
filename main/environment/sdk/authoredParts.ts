/**
 * The parts of authored judges as their programs open them: each from its share of judge.json's `config` and the files
 * beside it, each answering a look with scores by camera. What a part does is in its own files.
 */
import type { Observation } from '../../base/wire/program.ts';
import { type ArmStump, scoreStump } from './armState.ts';
import type { PartScore, ViewScore } from './authoredJudge.ts';
import { openNets } from './netView.ts';
import type { Picture } from './picture.ts';
import { openPlacedFiles, type PlacedConfig } from './placedFiles.ts';
import { lookThrough } from './placedSet.ts';

export interface AuthoredPart {
  score(
    pictures: Readonly<Record<string, Picture>>,
    arm: Observation | null,
  ): PartScore | Promise<PartScore>;
}

/** Reads a file of the judge's folder by name. */
export type FileBytes = (name: string) => Uint8Array;

/** Where a thing lies in each picture, against where it lay in the successes. */
export async function openGeometry(config: unknown, bytes: FileBytes): Promise<AuthoredPart> {
  const set = await openPlacedFiles(config as PlacedConfig, async (name) => bytes(name));
  return {
    score(pictures) {
      const { looks, doubts } = lookThrough(set, pictures);
      const cameras = Object.entries(looks).map(
        ([role, { score, seen, flags }]): [string, ViewScore] => [role, { score, seen, flags }],
      );
      return { cameras: Object.fromEntries(cameras), doubts };
    },
  };
}

/** A small net per camera, on the part of its picture that tells successes from failures. */
export async function openNetParts(config: unknown, bytes: FileBytes): Promise<AuthoredPart> {
  return await openNets(config, bytes);
}

/** A bound on the arm's height, gripper or load; the same witness for every camera. */
export async function openArmCheck(config: unknown): Promise<AuthoredPart> {
  const { stump, roles } = config as {
    readonly stump: ArmStump;
    readonly roles: readonly string[];
  };
  return {
    score(_pictures, arm) {
      const view: ViewScore =
        arm === null
          ? { score: 0, seen: false, flags: ['no-arm'] }
          : { score: scoreStump(stump, arm), seen: true, flags: [] };
      return { cameras: Object.fromEntries(roles.map((role) => [role, view])), doubts: [] };
    },
  };
}
