/** The judge program of Push-T: hands each moment to `judgeTee`. */
import { type ProgramStart, serveProgram } from 'nightbench/sdk/program.ts';
import { judgeTee, teeRuleOf } from './judgeTee.ts';

let started: ProgramStart | null = null;

serveProgram({
  onStart(start) {
    teeRuleOf(start);
    started = start;
  },
  onJudge(judged) {
    if (started === null) throw new Error('asked before the start');
    return judgeTee(judged, started);
  },
});
