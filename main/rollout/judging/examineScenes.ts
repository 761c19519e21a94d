/**
 * Scenes in front of one judge: each drawn, asked about look by look until the dwell decides, the next one drawn meanwhile.
 * A judge that crashes or hangs loses that scene as undecided with a flag and is opened anew; one that always does is not
 * asked for ever. The truth is laid beside the answer only when the answer is there.
 */
import { BenchError } from '../../base/model/errors.ts';
import type { ExamAnswer } from '../../base/model/examScene.ts';
import type { Truth } from '../../base/model/scene.ts';
import type { DwellRule, Verdict, VerdictValue } from '../../base/model/trial.ts';
import { decideDwell } from '../../environment/judge/dwell.ts';
import type { JudgeAnswer, JudgeQuestion, OpenJudge } from '../../environment/judge/openJudge.ts';
import type { DrawnExamScene, ExamDraw, ExamScenes } from './examScenes.ts';

export const judgeFaultFlag = 'judge-fault';
/** In a row; after so many the judge is not opened again for this exam. */
const mostFaults = 3;
/** A frame of the wire carries no more pictures. */
const mostPictures = 60;

export interface Examinee extends AsyncDisposable {
  ask(question: JudgeQuestion): Promise<JudgeAnswer>;
}

/** Opens the judge when it is first asked. One that crashes is asked once more as a fresh process; twice is a fault. */
export function createExaminee(open: () => OpenJudge): Examinee {
  let judge: OpenJudge | null = null;
  let faults = 0;
  const end = async (): Promise<void> => {
    const ending = judge;
    judge = null;
    await ending?.[Symbol.asyncDispose]();
  };
  const askOnce = async (question: JudgeQuestion): Promise<JudgeAnswer> => {
    judge ??= open();
    const never = await judge.ready;
    const answer: JudgeAnswer =
      never === null ? await judge.ask(question) : { ok: false, failure: never };
    if (!answer.ok) await end();
    return answer;
  };
  return {
    async ask(question) {
      if (faults >= mostFaults) {
        const why = `it failed ${faults} times in a row and is not asked again`;
        return { ok: false, failure: { kind: 'crashed', why } };
      }
      let answer = await askOnce(question);
      if (!answer.ok && answer.failure.kind === 'crashed') answer = await askOnce(question);
      faults = answer.ok ? 0 : faults + 1;
      return answer;
    },
    [Symbol.asyncDispose]: end,
  };
}

export interface Examined {
  readonly answer: ExamAnswer;
  readonly truth: Truth;
  /** What the judge did wrong, in words; null when it answered. */
  readonly fault: string | null;
}

/** The object that is not there was not brought to its place. */
const gone: Truth = { success: false, edge: false };

interface Ground {
  readonly scenes: ExamScenes;
  readonly examinee: Examinee;
  readonly dwell: DwellRule;
  readonly seed: number;
}

const chunkOf = ({ scenes, dwell }: Ground): number =>
  Math.max(1, Math.min(dwell.of, Math.floor(mostPictures / Math.max(1, scenes.cameras.length))));

/** Of the moment that decided, and what was flagged by all that say the same. */
function answerOf(
  id: ExamAnswer['id'],
  verdict: VerdictValue,
  rows: readonly Verdict[],
): ExamAnswer {
  const alike = rows.filter((row) => row.verdict === verdict);
  const flags = [...new Set(alike.flatMap((row) => row.flags))];
  return { id, verdict, score: alike.at(-1)?.score ?? 0, flags };
}

async function examineScene(
  ground: Ground,
  what: ExamDraw,
  first: DrawnExamScene,
): Promise<Examined> {
  const { scenes, examinee, dwell, seed } = ground;
  const { id } = what.scene;
  const truth = first.truth ?? gone;
  const rows: Verdict[] = [];
  let drawn = first;
  for (let from = 0; ; from += drawn.looks.length) {
    if (from > 0) drawn = await scenes.draw(what, { from, count: chunkOf(ground) }, seed);
    for (const { observation, frames } of drawn.looks) {
      const said = await examinee.ask({ toolClear: drawn.toolClear, observation, frames });
      if (!said.ok) {
        const answer = { id, verdict: 'undecided', score: 0, flags: [judgeFaultFlag] } as const;
        return { answer, truth, fault: said.failure.why };
      }
      rows.push(said.verdict);
      const values = rows.map(({ verdict }) => verdict);
      const decided = decideDwell(dwell, values);
      if (decided !== null) {
        return { answer: answerOf(id, decided, rows.slice(-dwell.of)), truth, fault: null };
      }
    }
    if (drawn.looks.length === 0) throw new BenchError('internal', 'a scene without a look');
  }
}

/** One after the other. @throws BenchError `bad-input` that names the scene, `cancelled`. */
export async function examineScenes(
  ground: Ground,
  list: readonly ExamDraw[],
  signal: AbortSignal,
): Promise<Examined[]> {
  const drawAt = (i: number): Promise<DrawnExamScene> | null => {
    const what = list[i];
    if (what === undefined) return null;
    const drawn = ground.scenes.draw(what, { from: 0, count: chunkOf(ground) }, ground.seed);
    return drawn.catch((thrown: unknown) => {
      if (!(thrown instanceof BenchError) || thrown.code !== 'bad-input') throw thrown;
      const words = `scene ${JSON.stringify(what.scene.id)}: ${thrown.message}`;
      throw new BenchError('bad-input', words, {
        cause: thrown,
        ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      });
    });
  };
  const examined: Examined[] = [];
  let next = drawAt(0);
  for (const [i, what] of list.entries()) {
    if (signal.aborted) throw new BenchError('cancelled', 'the exam was given up');
    const drawn = (await next) as DrawnExamScene;
    next = drawAt(i + 1);
    next?.catch(() => undefined);
    examined.push(await examineScene(ground, what, drawn));
  }
  return examined;
}
