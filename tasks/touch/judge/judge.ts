/** The judge program of Touch: hands each moment to `judgePuck`. */
import { type ProgramStart, serveProgram } from 'nightbench/sdk/program.ts';
import { judgePuck, puckRuleOf } from './judgePuck.ts';

let started: ProgramStart | null = null;

serveProgram({
  onStart(start) {
    puckRuleOf(start);
    started = start;
  },
  onJudge(judged) {
    if (started === null) throw new Error('asked before the start');
    return judgePuck(judged, started);
  },
});
