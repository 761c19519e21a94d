/**
 * The chain of an exported night, read back and believed by nobody: every link made again, entries of the night taken out
 * of it, the story that they tell held against itself. An entry of the night that is not told with its body shows, because
 * a link says of which night it is; where ends of trials did not say so yet, because what began must end. Hashes are taken
 * on faith only where the chain begins, before anything that counts.
 */
import { z } from 'zod';
import { canonicalJson, type Json } from '../../base/host/canonical.ts';
import { BenchError } from '../../base/model/errors.ts';
import { type NightRow, nightIdPattern, type TrialOfNight } from '../../base/model/night.ts';
import { sealHashPattern } from '../../base/model/seal.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { trialIdPattern } from '../../store/dataLayout.ts';
import {
  type ChainHead,
  emptyHead,
  hashBody,
  hashLink,
  hashOldEntry,
  nightOfBody,
} from '../../store/ledger/chain.ts';
import { readLines } from '../../store/record/readBounded.ts';
import { addEntry, emptyTally, type NightTally } from '../night/countNight.ts';
import { type ChainLine, exportBounds, lineSchema } from './exportFile.ts';

export interface ToldTrial {
  readonly id: string;
  readonly taskHash: string;
  readonly judgeHash: string;
  readonly resetHash: string;
  readonly policyHash: string;
  readonly batchId: string;
  /** Null: it was aborted. */
  readonly finished: {
    readonly verdictHash: string;
    readonly stepHash: string;
    readonly outcome: string;
  } | null;
}

export interface ToldChain {
  readonly head: ChainHead;
  readonly whole: number;
  readonly links: number;
  readonly taken: number;
  /** Hashes of all entries, by number less one. */
  readonly hashes: readonly string[];
  /** Number of the night's newest entry. */
  readonly lastSeq: number;
  readonly sealHash: string;
  /** Of its newest signing. */
  readonly signatureHash: string;
  readonly trials: readonly ToldTrial[];
  /** Their ends, in order. */
  readonly ends: readonly TrialOfNight[];
  /** Of a night that met its target. */
  readonly row: NightRow | null;
  readonly tally: NightTally;
}

const hash = z.string().regex(sealHashPattern);
const trialId = z.string().regex(trialIdPattern);
const nightId = z.string().regex(nightIdPattern);
const outcome = z.enum(['success', 'failure', 'invalid']);
const row = z.looseObject({
  ...{ id: trialId, outcome, benchSeconds: z.number().min(0).max(1e9) },
  stepHash: z.string().regex(/^(?:[0-9a-f]{64})?$/),
});
/** Of entries that the check reads: these keys. What else they hold is the chain's. */
const bodies = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('sealed'), hash, signatureHash: hash }),
  z.looseObject({ kind: z.literal('night-started'), nightId, sealHash: hash, task: z.string() }),
  z.looseObject({ kind: z.literal('night-resumed'), nightId }),
  z.looseObject({ kind: z.literal('night-ended'), nightId }),
  z.looseObject({
    ...{ kind: z.literal('night-row'), nightId, from: trialId, to: trialId, factsHash: hash },
    ...{ inARow: z.int().min(1), trials: z.int(), pictures: z.int(), cuts: z.int() },
    ...{ camera: z.string().max(20), rateHz: z.number(), longestGapMs: z.number() },
    ...{ film: z.strictObject({ bytes: z.int().min(0), sha256: hash }).nullable() },
    why: z.string().max(1000),
  }),
  z.looseObject({
    kind: z.literal('trial-started'),
    ...{ id: trialId, batchId: z.string().max(100) },
    provenance: z.looseObject({
      ...{ taskHash: hash, judgeHash: hash, resetHash: hash, policyHash: hash },
      ...{ settingsHash: z.string().max(200), trialIndex: z.int() },
      ...{ nightId: nightId.optional(), sealHash: hash.optional() },
    }),
  }),
  z.looseObject({ kind: z.literal('trial-finished'), id: trialId, verdictHash: hash, row }),
  z.looseObject({ kind: z.literal('trial-aborted'), id: trialId, row }),
]);
type Told = z.infer<typeof bodies>;
const kinds: ReadonlySet<string> = new Set(bodies.options.map(({ shape }) => shape.kind.value));

const bad = (words: string): BenchError => new BenchError('bad-input', words);

function parseLine(text: string, seq: number): ChainLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad(`ledger entry ${seq} is not JSON`);
  }
  const parsed = lineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw bad(`ledger entry ${seq} is no entry: ${z.prettifyError(parsed.error).slice(0, 300)}`);
}

function checkLink(before: ChainHead, line: ChainLine): void {
  const { seq } = line;
  if (seq !== before.seq + 1)
    throw bad(`ledger entry ${before.seq + 1} is missing (entry ${seq} follows)`);
  // From before there were salts, and not of the night: its hash is taken as it is.
  if (!('wallTime' in line)) return;
  const { wallTime } = line;
  let made: string;
  if ('body' in line) {
    const body = canonicalJson(line.body as Json);
    const link = { seq, wallTime, night: nightOfBody(line.body) };
    made =
      line.salt === ''
        ? hashOldEntry(before.hash, seq, wallTime, body)
        : hashLink(before.hash, { ...link, bodyHash: hashBody(line.salt, body) });
  } else made = hashLink(before.hash, line);
  if (made !== line.hash)
    throw bad(`ledger entry ${seq} was changed, or is not the one that followed entry ${seq - 1}`);
}

interface Story {
  readonly trials: Map<string, ToldTrial>;
  readonly ends: TrialOfNight[];
  row: NightRow | null;
  /** Entries have salts by now. */
  salted: boolean;
  sealHash: string;
  signatureHash: string;
  began: boolean;
  ended: boolean;
  lastSeq: number;
  tally: NightTally;
}

function tellTrial(story: Story, seq: number, told: Told): void {
  const { trials } = story;
  if (told.kind === 'trial-started') {
    const { id, batchId, provenance } = told;
    // One whose end the disk refused gets it after its batch, maybe not before the next: the chain's end asks for it.
    const open = story.tally.open.find((each) => trials.get(each)?.batchId === batchId);
    if (open !== undefined)
      throw bad(
        `ledger entry ${seq}: trial ${id} begins, and the end of trial ${open} is not told`,
      );
    if (trials.has(id)) throw bad(`ledger entry ${seq}: trial ${id} begins a second time`);
    if (provenance.sealHash !== story.sealHash)
      throw bad(`ledger entry ${seq}: trial ${id} runs under another contract`);
    const { taskHash, judgeHash, resetHash, policyHash } = provenance;
    const ran = { taskHash, judgeHash, resetHash, policyHash };
    trials.set(id, { id, batchId, ...ran, finished: null });
  } else if (told.kind === 'trial-finished' || told.kind === 'trial-aborted') {
    const trial = trials.get(told.id);
    if (trial === undefined || !story.tally.open.includes(told.id))
      throw bad(`ledger entry ${seq}: trial ${told.id} ends but is not open`);
    if (told.row.id !== told.id) throw bad(`ledger entry ${seq} has the row of another trial`);
    const { policyHash } = trial;
    story.ends.push({ id: told.id, outcome: told.row.outcome, policyHash });
    if (told.kind === 'trial-aborted') return;
    const { stepHash, outcome: kind } = told.row;
    const finished = { verdictHash: told.verdictHash, stepHash, outcome: kind };
    trials.set(told.id, { ...trial, finished });
  }
}

function tell(story: Story, wanted: string, seq: number, told: Told): void {
  const isOf = nightOfBody(told) === wanted;
  if (told.kind === 'sealed') {
    if (!story.began || told.hash === story.sealHash) story.signatureHash = told.signatureHash;
    if (!story.began) story.sealHash = told.hash;
  } else if (told.kind === 'night-started') {
    if (!isOf) return;
    if (story.began) throw bad(`ledger entry ${seq}: ${wanted} begins a second time`);
    if (told.sealHash !== story.sealHash)
      throw bad(`ledger entry ${seq}: ${wanted} begins under a contract that nobody sealed`);
    story.began = true;
  } else if (told.kind === 'trial-started' || told.kind.startsWith('night-')) {
    if (!isOf) return;
    if (!story.began) throw bad(`ledger entry ${seq} is of ${wanted} before that began`);
    if (told.kind === 'night-ended') story.ended = true;
    else if (told.kind === 'night-row') story.row = told;
    else if (told.kind === 'trial-started' && story.ended)
      throw bad(`ledger entry ${seq}: trial ${told.id} begins after the night ended`);
  }
  tellTrial(story, seq, told);
  story.tally = addEntry(story.tally, wanted, told as unknown as LedgerBody);
  if (isOf || told.kind.startsWith('trial-')) story.lastSeq = seq;
}

function tellLine(story: Story, wanted: string, line: ChainLine): void {
  const { seq } = line;
  const isOld = !('wallTime' in line) || ('salt' in line && line.salt === '');
  // The hash of one without a body is nobody's to make: after an entry that counts it would vouch for a forged one.
  if (isOld && (story.salted || story.sealHash !== ''))
    throw bad(`ledger entry ${seq} has no salt, after entries that cannot be older`);
  story.salted ||= !isOld;
  if ('bodyHash' in line && line.night === wanted)
    throw bad(`ledger entry ${seq} is of ${wanted} and not told`);
  if (!('body' in line) || !kinds.has(line.body.kind)) return;
  const parsed = bodies.safeParse(line.body);
  if (!parsed.success)
    throw bad(`ledger entry ${seq}: ${z.prettifyError(parsed.error).slice(0, 300)}`);
  tell(story, wanted, seq, parsed.data);
}

/** Piece by piece; `pause` is awaited now and then. @throws BenchError `bad-input`: the first thing that does not fit. */
export async function readChain(
  file: string,
  wanted: string,
  pause: () => Promise<void>,
): Promise<ToldChain> {
  const story: Story = {
    ...{ trials: new Map(), ends: [], row: null, salted: false, sealHash: '', signatureHash: '' },
    ...{ began: false, ended: false, lastSeq: 0, tally: emptyTally },
  };
  const counts = { whole: 0, links: 0, taken: 0 };
  const hashes: string[] = [];
  let head = emptyHead;
  for (const text of readLines(file, exportBounds.chainBytes, exportBounds.lineBytes)) {
    if (hashes.length >= exportBounds.entries) throw bad('the ledger has too many entries');
    const line = parseLine(text, head.seq + 1);
    checkLink(head, line);
    tellLine(story, wanted, line);
    counts['body' in line ? 'whole' : 'bodyHash' in line ? 'links' : 'taken']++;
    head = { seq: line.seq, hash: line.hash };
    hashes.push(line.hash);
    if (head.seq % 500 === 0) await pause();
  }
  if (!story.began) throw bad(`the ledger does not tell of ${wanted}`);
  const [open] = story.tally.open;
  if (open !== undefined) throw bad(`trial ${open} begins, and its end is not told`);
  const { sealHash, signatureHash, trials, ends, row, tally, lastSeq } = story;
  const seal = { sealHash, signatureHash };
  const told = { ...seal, trials: [...trials.values()], ends, row, tally, lastSeq };
  return { head, ...counts, hashes, ...told };
}
