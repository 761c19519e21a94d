/** The Push-T reset as a program: puts the T where the trial shall begin, and checks it when the bench asks. */
import { forwardKinematics } from 'nightbench/sdk/motion.ts';
import { type Offset, readSuccessRule, type SuccessRule } from 'nightbench/sdk/pose.ts';
import { type ProgramStart, serveProgram } from 'nightbench/sdk/program.ts';
import { playScripts, type ScriptPlayer } from 'nightbench/sdk/script.ts';
import { checkStart } from './checkStart.ts';
import { putBack } from './putBack.ts';
import { createSight } from './sight.ts';

interface Facts {
  readonly wanted: NonNullable<ProgramStart['startState']>;
  readonly tolerance: Offset;
  readonly rule: SuccessRule;
  readonly sight: ReturnType<typeof createSight>;
  readonly player: ScriptPlayer;
}

function readFacts(start: ProgramStart): Facts {
  const wanted = start.startState;
  if (wanted === undefined) throw new Error('a reset needs to know where the T shall lie');
  const { startTolerance } = start.config as { readonly startTolerance?: Offset };
  if (startTolerance === undefined) throw new Error('the task lacks config.startTolerance');
  const sight = createSight(start);
  // The reset aims tighter than it is checked, so that two honest looks seldom disagree.
  const tolerance = {
    positionM: 0.7 * startTolerance.positionM,
    yawRad: 0.7 * startTolerance.yawRad,
  };
  const player = playScripts((first) =>
    putBack(first, {
      rateHz: start.rateHz,
      wanted,
      tolerance,
      locate: ({ frames }) => sight(frames),
    }),
  );
  const rule = readSuccessRule(start.success);
  return { wanted, tolerance: startTolerance, rule, sight, player };
}

let facts: Facts | null = null;

function known(): Facts {
  if (facts === null) throw new Error('asked before the start');
  return facts;
}

serveProgram({
  onStart(start) {
    facts = readFacts(start);
  },
  onObserve: (observed) => known().player.onObserve(observed),
  async onCheck({ observation, frames }) {
    const { wanted, tolerance, rule, sight, player } = known();
    player.restart();
    const tip = forwardKinematics(observation.positionRad);
    return checkStart({ seen: await sight(frames), wanted, tolerance, rule, tip });
  },
});
