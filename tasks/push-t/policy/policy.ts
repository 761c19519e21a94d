/** Version 0 of the Push-T policy as a program: reads its facts, finds the T in the pictures, plays one attempt. */
import { readSuccessRule } from 'nightbench/sdk/pose.ts';
import { serveProgram } from 'nightbench/sdk/program.ts';
import { playScripts, type ScriptPlayer } from 'nightbench/sdk/script.ts';
import { attempt } from './attempt.ts';
import { createSight } from './sight.ts';

let player: ScriptPlayer | null = null;

serveProgram({
  onStart(start) {
    const { goal } = readSuccessRule(start.success);
    const locate = createSight(start);
    const { rateHz } = start;
    player = playScripts((first) => attempt(first, { rateHz, goal, locate }));
  },
  async onObserve(observed) {
    if (player === null) throw new Error('observed before the start');
    return player.onObserve(observed);
  },
});
