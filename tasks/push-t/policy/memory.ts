/**
 * What the policy keeps from one attempt of a trial to the next: how often it was content and the judge was not, and what
 * its pushes did. Gone with the trial.
 */
import type { PlanarPose } from 'nightbench/sdk/program.ts';
import { type Push, yawErrorRad } from './planPush.ts';
import { type PushModel, predictPush } from './pushModel.ts';
import type { Settings } from './settings.ts';

export interface Memory {
  /** Metres that failures after "solved, it seems" took off what it is content with. */
  tightenedM(): number;
  wasContent(): void;
  begins(): void;
  pushed(before: PlanarPose, push: Push): void;
  /** Where the T lies now, before anything else moved it. */
  saw(pose: PlanarPose): void;
  model(): PushModel;
}

/** Lengths that are held against what the pushes did. */
const triedShares = [0.6, 0.75, 0.9, 1, 1.15, 1.35, 1.6];
/** Of one push, in metres and per radian of turn, and how far the first guess is trusted in pushes. */
const turnMPerRad = 0.03;
const priorM2 = 0.003 ** 2;
/** No tighter than what the eye can tell. */
const tightestM = 0.0015;

interface Seen {
  readonly before: PlanarPose;
  readonly push: Push;
  readonly after: PlanarPose;
}

function wrongM2({ before, push, after }: Seen, model: PushModel): number {
  const said = predictPush(before, push, model);
  const turnM = turnMPerRad * yawErrorRad(said, after);
  return (said.xM - after.xM) ** 2 + (said.yM - after.yM) ** 2 + turnM ** 2;
}

export function createMemory(settings: Settings): Memory {
  let failures = 0;
  let content = false;
  let last: { before: PlanarPose; push: Push } | null = null;
  const seen: Seen[] = [];
  const first: PushModel = {
    turningM: settings.turningMm / 1000,
    noseGrip: settings.noseGrip,
  };
  let best = first;
  const learn = (): void => {
    const models = triedShares.map((share) => ({ ...first, turningM: share * first.turningM }));
    const costs = models.map((model, k) => {
      const doubt = priorM2 * Math.log(triedShares[k] ?? 1) ** 2;
      return doubt + seen.reduce((sum, each) => sum + wrongM2(each, model), 0);
    });
    best = models[costs.indexOf(Math.min(...costs))] ?? first;
  };
  return {
    tightenedM: () =>
      Math.min(
        (failures * settings.tightenMm) / 1000,
        Math.max(0, settings.doneMm / 1000 - tightestM),
      ),
    wasContent: () => {
      content = true;
    },
    begins: () => {
      if (content) failures++;
      content = false;
      last = null;
    },
    pushed: (before, push) => {
      last = { before, push };
    },
    saw: (pose) => {
      if (last !== null && settings.learning) {
        seen.push({ ...last, after: pose });
        learn();
      }
      last = null;
    },
    model: () => best,
  };
}
