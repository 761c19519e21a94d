/**
 * The last bench check of each bench, kept beside what else is stored of it. Lines of another day are not measured any
 * more. A file that cannot be read is as good as none: the check is done again in seconds.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { localTime } from '../../base/lib/clock.ts';
import {
  type CheckId,
  type CheckLine,
  type CheckView,
  checkIds,
} from '../../base/model/phaseOne.ts';
import { writeWholeFile } from '../../store/wholeFile.ts';
import { nameOf } from './finding.ts';

const fileName = 'check.json';

const lineSchema = z.strictObject({
  id: z
    .string()
    .refine(
      (id) => /^cameras\/[a-z][a-z0-9_-]{0,19}$/.test(id) || checkIds.some((each) => each === id),
    ),
  name: z.string().max(80),
  state: z.enum(['pass', 'fail', 'needs-you']),
  value: z.string().max(200),
  detail: z.string().max(1000),
  remedy: z.string().max(1000),
  wallTime: z.string().max(40),
});

const fileSchema = z.strictObject({
  version: z.literal(1),
  lines: z.array(lineSchema).max(30),
});

const notYet = (id: CheckId): CheckLine => ({
  ...{ id, name: nameOf(id), state: 'not-yet', value: '', detail: '', remedy: '', wallTime: null },
});

/** In the order in which they are shown; each camera where the cameras stand. */
export function inOrder(lines: readonly CheckLine[]): readonly CheckLine[] {
  const rank = ({ id }: CheckLine): number => checkIds.indexOf(id.split('/')[0] as never);
  return [...lines].sort((a, b) => rank(a) - rank(b));
}

/** Nothing measured; one line per camera that the bench is known to have. */
export function emptyCheck(benchId: string, roles: readonly string[]): CheckView {
  const ids: CheckId[] = checkIds.flatMap((id): CheckId[] =>
    id === 'cameras' && roles.length > 0 ? roles.map((role): CheckId => `cameras/${role}`) : [id],
  );
  return { benchId, lines: ids.map(notYet), servos: [], pictures: {}, stopTest: null };
}

export function writeCheck(dir: string, lines: readonly CheckLine[]): void {
  const measured = lines.filter(({ wallTime }) => wallTime !== null);
  writeWholeFile(path.join(dir, fileName), `${JSON.stringify({ version: 1, lines: measured })}\n`);
}

/** `empty` with what was measured on the day of `nowWallTime`. */
export function readCheck(dir: string, empty: CheckView, nowWallTime: string): CheckView {
  const { date } = localTime(nowWallTime);
  try {
    const text = readFileSync(path.join(dir, fileName), 'utf8');
    const today = fileSchema
      .parse(JSON.parse(text))
      .lines.filter(({ wallTime }) => localTime(wallTime).date === date) as readonly CheckLine[];
    if (today.length === 0) return empty;
    const isCamera = ({ id }: CheckLine): boolean => id.startsWith('cameras');
    const others = empty.lines.filter(
      (line) =>
        !today.some(({ id }) => id === line.id) && !(isCamera(line) && today.some(isCamera)),
    );
    return { ...empty, lines: inOrder([...today, ...others]) };
  } catch {
    return empty; // none was made here, or nobody can read it: nothing is measured
  }
}
