/** Version 0 of the Touch policy as a program. It needs no pictures. */
import { readSuccessRule } from 'nightbench/sdk/pose.ts';
import { serveProgram } from 'nightbench/sdk/program.ts';
import { createRng } from 'nightbench/sdk/rng.ts';
import { playScripts, type ScriptPlayer } from 'nightbench/sdk/script.ts';
import { sweep } from './sweep.ts';

let player: ScriptPlayer | null = null;

serveProgram({
  onStart({ success, rateHz, randomSeed }) {
    const { goal: pad } = readSuccessRule(success);
    const rng = createRng(randomSeed);
    player = playScripts((first) => sweep(first, { rateHz, pad, rng }));
  },
  async onObserve(observed) {
    if (player === null) throw new Error('observed before the start');
    return player.onObserve(observed);
  },
});
