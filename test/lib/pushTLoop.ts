/**
 * Push-T's own programs in a closed loop without the core: reset to a drawn start, its check, then up to eight
 * attempts, each judged by the task's own judge from one set of pictures and, beside it, by the truth. Sight is by rendered
 * pictures or by the truth with noise.
 */
import { readFileSync } from 'node:fs';
import { createRng } from '../../main/base/lib/rng.ts';
import type { PlanarPose } from '../../main/base/model/scene.ts';
import { type TaskManifest, taskSchema } from '../../main/base/model/task.ts';
import { openWorld, type World } from '../../main/bench/devices/sim/physics/world.ts';
import type { Locate } from '../../main/environment/sdk/look.ts';
import { isWithin, type Offset, offBy } from '../../main/environment/sdk/pose.ts';
import type { CheckReply, Observed } from '../../main/environment/sdk/program.ts';
import { playScripts } from '../../main/environment/sdk/script.ts';
import { judgeTee } from '../../tasks/push-t/judge/judgeTee.ts';
import { attempt as playAttempt } from '../../tasks/push-t/policy/attempt.ts';
import { createMemory } from '../../tasks/push-t/policy/memory.ts';
import { settings as given, type Settings } from '../../tasks/push-t/policy/settings.ts';
import { createSight as createPolicySight } from '../../tasks/push-t/policy/sight.ts';
import { checkStart } from '../../tasks/push-t/reset/checkStart.ts';
import { putBack } from '../../tasks/push-t/reset/putBack.ts';
import { createSight as createResetSight } from '../../tasks/push-t/reset/sight.ts';
import { scene } from '../../tasks/push-t/scene/scene.ts';
import { drawStart } from '../../tasks/push-t/scene/starts.ts';
import { createDarkroom } from './darkroom.ts';
import { createProgramBench, type ProgramBench, type RunEnd } from './programBench.ts';

/** What the programs see by: rendered pictures, or the truth with normal noise of this size. */
export type SightKind = 'pictures' | { readonly noiseM: number; readonly noiseRad: number };

export interface ResetRun {
  readonly end: RunEnd;
  readonly check: CheckReply;
  /** How far the T truly lies from the wanted start. */
  readonly off: Offset;
}

export interface AttemptRun {
  readonly end: RunEnd;
  readonly off: Offset;
  /** What the judge says: it ends the trial. */
  readonly success: boolean;
  /** The truth under the published bounds. */
  readonly truth: boolean;
}

export interface PushTLoop {
  readonly world: World;
  readonly task: TaskManifest;
  readonly bench: ProgramBench;
  /** The hand puts the T down, the arm out of the way. */
  put(pose: PlanarPose): void;
  reset(wanted: PlanarPose): Promise<ResetRun>;
  /** By the policy's own settings when none are given. */
  attempts(most: number, settings?: Settings): Promise<AttemptRun[]>;
}

export const pushT: TaskManifest = taskSchema.parse(
  JSON.parse(readFileSync(new URL('../../tasks/push-t/task.json', import.meta.url), 'utf8')),
);

/** A start as the referee draws it. */
export function startOf(seed: number): PlanarPose {
  const rng = createRng(seed).fork('start');
  return drawStart(() => rng.uniform());
}

export async function openPushTLoop(sightKind: SightKind, seed: number): Promise<PushTLoop> {
  const world = await openWorld(scene);
  const darkroom = createDarkroom(scene, world, seed);
  const bench = createProgramBench(world, pushT, darkroom.capture);
  const rng = createRng(seed).fork('sight');
  const start = { cameras: darkroom.cameras, config: pushT.config };
  const judgeStart = { ...start, success: pushT.success };
  const trueTee = (): PlanarPose => world.objectPose('tee');
  const noisy = async (): Promise<PlanarPose | null> => {
    const { xM, yM, yawRad, tiltRad } = world.objectPose('tee');
    if (sightKind === 'pictures' || tiltRad > 0.1) return null;
    const { noiseM, noiseRad } = sightKind;
    return {
      xM: xM + noiseM * rng.normal(),
      yM: yM + noiseM * rng.normal(),
      yawRad: yawRad + noiseRad * rng.normal(),
    };
  };
  const resetSight = createResetSight(start);
  const see: Locate =
    sightKind === 'pictures'
      ? async ({ frames }) => resetSight(await darkroom.develop(frames))
      : noisy;
  const developed = async (observed: Observed): Promise<Observed> => ({
    ...observed,
    frames: await darkroom.develop(observed.frames),
  });
  const { rateHz } = pushT;
  const { goal, bounds } = pushT.success;
  const startTolerance = pushT.config.startTolerance as Offset;

  return {
    world,
    task: pushT,
    bench,
    put(pose) {
      bench.clear();
      world.placeObject('tee', pose);
    },
    async reset(wanted) {
      const tolerance = {
        positionM: 0.7 * startTolerance.positionM,
        yawRad: 0.7 * startTolerance.yawRad,
      };
      const player = playScripts((first) =>
        putBack(first, { rateHz, wanted, tolerance, locate: see }),
      );
      const limits = pushT.resetLimits;
      const end = await bench.run(player.onObserve, { limits, limitS: pushT.reset.limitS });
      bench.clear();
      const seen = await see(bench.observe());
      const rule = { goal, bounds };
      const tip = bench.tip();
      const check = checkStart({ seen, wanted, tolerance: startTolerance, rule, tip });
      return { end, check, off: offBy(trueTee(), wanted) };
    },
    async attempts(most, settings = given) {
      const policySight = createPolicySight(start, settings.bothCameras);
      const memory = createMemory(settings);
      const locate: Locate =
        sightKind === 'pictures' ? async (seen) => policySight(await developed(seen)) : noisy;
      const player = playScripts((first) =>
        playAttempt(first, { rateHz, goal, locate, settings, memory }),
      );
      const runs: AttemptRun[] = [];
      for (let attempt = 1; attempt <= most; attempt++) {
        const limits = pushT.episodeLimits;
        const options = { limits, limitS: pushT.attemptLimitS, attempt };
        const end = await bench.run(player.onObserve, options);
        bench.clear();
        const off = offBy(trueTee(), goal);
        const truth = isWithin(off, bounds) && world.objectPose('tee').tiltRad < 0.06;
        const moment = await developed(bench.observe());
        const { verdict } = await judgeTee({ ...moment, toolClear: true }, judgeStart);
        const success = verdict === 'success';
        runs.push({ end, off, success, truth });
        if (success || end.kind === 'limit') break;
      }
      return runs;
    },
  };
}
