/** The Touch reset as a program: puts the puck back onto its pad, and checks it when the bench asks. */
import { readSuccessRule, type SuccessRule } from 'nightbench/sdk/pose.ts';
import { type ProgramStart, serveProgram } from 'nightbench/sdk/program.ts';
import { playScripts, type ScriptPlayer } from 'nightbench/sdk/script.ts';
import { checkStart } from './checkStart.ts';
import { putBack } from './putBack.ts';
import { createSight, type Sight } from './sight.ts';

interface Facts {
  readonly wanted: NonNullable<ProgramStart['startState']>;
  readonly withinM: number;
  readonly rule: SuccessRule;
  readonly sight: Sight;
  readonly player: ScriptPlayer;
}

function readFacts(start: ProgramStart): Facts {
  const wanted = start.startState;
  if (wanted === undefined) throw new Error('a reset needs to know where the puck shall stand');
  const { startWithinM: withinM } = start.config as { readonly startWithinM?: number };
  if (withinM === undefined) throw new Error('the task lacks config.startWithinM');
  const sight = createSight(start);
  const { rateHz } = start;
  const player = playScripts((first) =>
    putBack(first, {
      rateHz,
      wanted,
      // The reset aims tighter than it is checked, so that two honest looks seldom disagree.
      withinM: 0.8 * withinM,
      locate: ({ frames }) => sight(frames),
    }),
  );
  return { wanted, withinM, rule: readSuccessRule(start.success), sight, player };
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
  async onCheck({ frames }) {
    const { wanted, withinM, rule, sight, player } = known();
    player.restart();
    return checkStart(await sight(frames), wanted, withinM, rule);
  },
});
