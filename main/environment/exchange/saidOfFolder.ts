/**
 * What a person wrote beside clips: `labels.json` or `labels.csv`, each clip by its folder's name with success, failure
 * or unclear, the second at which it is decided, and the near miss that was shown. Words that fit nothing are errors
 * that name the line, because a label that is silently lost is worse than none.
 */
import { z } from 'zod';
import { type LabelValue, labelValues } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { SourceFolder } from './sourceFolder.ts';

export interface SaidOfClip {
  readonly label: LabelValue | null;
  readonly decidedS: number | null;
  readonly nearMiss: string | null;
}

export const nothingSaid: SaidOfClip = { label: null, decidedS: null, nearMiss: null };

const saidSchema = z.strictObject({
  label: z.enum(labelValues).nullable().default(null),
  decidedS: z.number().min(0).max(1e5).nullable().default(null),
  nearMiss: z.string().min(1).max(60).nullable().default(null),
});
const fileSchema = z.record(z.string().max(200), saidSchema);

const bad = (message: string): BenchError => new BenchError('bad-input', message);

/** Fields of a CSV line; a quoted one may hold commas and doubled quotes. */
function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
    fields.push((quoted?.replaceAll('""', '"') ?? plain ?? '').trim());
  return fields;
}

function fromCsv(text: string): Record<string, SaidOfClip> {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const columns = fieldsOf(head).map((name) => name.toLowerCase());
  const clip = columns.indexOf('clip');
  const label = columns.indexOf('label');
  if (clip < 0 || label < 0)
    throw bad('labels.csv: its first line names the columns clip, label, decided_s, near_miss');
  const said: Record<string, SaidOfClip> = {};
  for (const [n, line] of lines.entries()) {
    const fields = fieldsOf(line);
    const cell = (name: string): string | null => fields[columns.indexOf(name)] || null;
    const decided = cell('decided_s');
    const parsed = saidSchema.safeParse({
      label: fields[label] || null,
      decidedS: decided === null ? null : Number(decided),
      nearMiss: cell('near_miss'),
    });
    if (!parsed.success)
      throw bad(`labels.csv, line ${n + 2}: ${parsed.error.issues[0]?.message ?? 'unreadable'}`);
    said[fields[clip] ?? ''] = parsed.data;
  }
  return said;
}

/** By the clip's folder; `.` is the folder itself. @throws BenchError `bad-input` */
export function readSaid(folder: SourceFolder): ReadonlyMap<string, SaidOfClip> {
  const maxBytes = 4 << 20;
  if (folder.find('labels.json', maxBytes) !== null) {
    const parsed = fileSchema.safeParse(folder.json('labels.json', maxBytes));
    if (parsed.success) return new Map(Object.entries(parsed.data));
    const issue = parsed.error.issues[0];
    throw bad(`labels.json: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  if (folder.find('labels.csv', maxBytes) === null) return new Map();
  return new Map(Object.entries(fromCsv(folder.text('labels.csv', maxBytes))));
}
