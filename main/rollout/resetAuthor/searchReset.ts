/**
 * The search for a reset on the bench: each skill's first figures from the same starts, the better half again from others,
 * then one figure at a time, kept where a row of resets says that it is better; bounded in resets and bench seconds. It
 * asks for rows and never sees the bench. The same answers give the same search.
 */
import { BenchError } from '../../base/model/errors.ts';
import type { ResetAttempt, SkippedSkill } from '../../base/model/resetAuthor.ts';
import type { ResetFile } from '../../base/model/resetFile.ts';
import { mainFigures, stepsFrom } from './resetSteps.ts';
import type { RowFigures } from './rowOf.ts';

export interface SearchBounds {
  readonly resets: number;
  readonly benchSeconds: number;
}

export interface SearchPorts {
  /** So many resets from the starts of that set: the same set gives the same starts. May end early where all are lost. */
  readonly row: (file: ResetFile, starts: number, times: number) => Promise<RowFigures>;
  /** In words. */
  readonly doing: (words: string) => void;
  readonly attempt: (attempt: ResetAttempt) => void;
  readonly skip: (skipped: SkippedSkill) => void;
}

/** What held, the best last: who finds that the last does not hold goes back. */
export type Held = readonly [ResetFile, ...ResetFile[]];

const firstTimes = 3;
const halfTimes = 4;
const stepTimes = 4;
/** What a step must save to be more than chance. */
const leastGain = 0.02;

interface Known {
  readonly file: ResetFile;
  readonly row: RowFigures;
}

const isAllWell = ({ n, verifiedFirst }: RowFigures): boolean => n > 0 && verifiedFirst === n;
const noesOf = ({ n, verifiedFirst }: RowFigures): number => n - verifiedFirst;

/** Two rows of the same candidate as one. */
function joined(a: RowFigures, b: RowFigures): RowFigures {
  const n = a.n + b.n;
  const mean = (x: number, y: number): number => (x * a.n + y * b.n) / n;
  return {
    ...{ n, verifiedFirst: a.verifiedFirst + b.verifiedFirst, verified: a.verified + b.verified },
    secondsMean: mean(a.secondsMean, b.secondsMean),
    offM: a.offM === null || b.offM === null ? (a.offM ?? b.offM) : mean(a.offM, b.offM),
    why: b.why || a.why,
    costS: mean(a.costS, b.costS),
  };
}

/** @throws BenchError `unavailable` with why when no skill holds; what `row` throws. */
export async function searchReset(
  candidates: readonly ResetFile[],
  bounds: SearchBounds,
  ports: SearchPorts,
): Promise<Held> {
  const spent = { resets: 0, seconds: 0 };
  let number = 0;
  const mayDo = (times: number): boolean =>
    spent.resets + times <= bounds.resets && spent.seconds < bounds.benchSeconds;
  const tryIt = async (
    file: ResetFile,
    starts: number,
    times: number,
    words: string,
  ): Promise<RowFigures> => {
    ports.doing(words);
    const row = await ports.row(file, starts, times);
    spent.resets += row.n;
    spent.seconds += row.n * row.secondsMean;
    return row;
  };
  const told = (
    { file, row }: Known,
    { differs, kept }: Pick<ResetAttempt, 'differs' | 'kept'>,
  ): void => {
    const { costS: _cost, ...figures } = row;
    ports.attempt({ number: ++number, skill: file.skill.kind, differs, ...figures, kept });
  };

  /** Each skill once, from the same starts. */
  const tryAll = async (): Promise<readonly Known[]> => {
    const known: Known[] = [];
    for (const file of candidates) {
      if (!mayDo(firstTimes)) break;
      const { kind } = file.skill;
      const row = await tryIt(file, 0, firstTimes, `trying to ${kind} it`);
      const best = Math.min(...known.map((each) => each.row.costS));
      told(
        { file, row },
        { differs: mainFigures(file), kept: row.verified > 0 && row.costS < best },
      );
      if (row.verified > 0) known.push({ file, row });
      else
        ports.skip({ skill: kind, why: `0 of ${row.n} held: ${row.why || 'no reason was told'}` });
    }
    return known.sort((a, b) => a.row.costS - b.row.costS);
  };

  /** The two best again, from other starts. */
  const halve = async (known: readonly Known[]): Promise<Known> => {
    const again: Known[] = [];
    for (const { file, row: before } of known.slice(0, 2)) {
      if (known.length < 2 || !mayDo(halfTimes)) {
        again.push({ file, row: before });
        continue;
      }
      const words = `comparing: ${file.skill.kind} from other starts`;
      const row = joined(before, await tryIt(file, 1, halfTimes, words));
      const best = Math.min(...again.map((each) => each.row.costS));
      told({ file, row }, { differs: ['from other starts too'], kept: row.costS < best });
      again.push({ file, row });
    }
    const [best, other] = again.sort((a, b) => a.row.costS - b.row.costS) as [Known, Known?];
    if (other !== undefined) {
      const [is, was] = [best.row.costS.toFixed(1), other.row.costS.toFixed(1)];
      const { kind: skill } = other.file.skill;
      ports.skip({
        skill,
        why: `${was} s a reset, failures counted, where ${best.file.skill.kind} has ${is}`,
      });
    }
    return best;
  };

  const known = await tryAll();
  if (known.length === 0)
    throw new BenchError(
      'unavailable',
      'no skill that was tried puts the thing where it shall be',
      {
        hint: 'What failed stands beside each try. Look at gripper, cameras and light, or write the reset yourself.',
      },
    );
  let best = await halve(known);
  let held: Held = [best.file];
  if (mayDo(stepTimes)) {
    const row = await tryIt(best.file, 2, stepTimes, 'the best one as it is, for comparison');
    told({ file: best.file, row }, { differs: ['as it is, for comparison'], kept: true });
    best = { file: best.file, row };
  }
  const failed = new Set<string>();
  for (;;) {
    const step = stepsFrom(best.file, isAllWell(best.row)).find(({ id }) => !failed.has(id));
    if (step === undefined || !mayDo(stepTimes)) return held;
    const row = await tryIt(step.file, 2, stepTimes, step.differs.join(', '));
    const isBetter =
      row.n === stepTimes &&
      noesOf(row) <= noesOf(best.row) &&
      row.costS < (1 - leastGain) * best.row.costS;
    told({ file: step.file, row }, { differs: step.differs, kept: isBetter });
    if (!isBetter) {
      failed.add(step.id);
      continue;
    }
    best = { file: step.file, row };
    held = [...held, step.file] as unknown as Held;
  }
}
