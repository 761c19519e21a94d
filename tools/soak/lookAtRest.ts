/**
 * The look at a core between two batches, when no fault is on: it comes to rest, the arm stands, alerts are gone, every
 * trial is accounted for, and only the processes that should be there are. Gives what is wrong in words.
 */
import { readdirSync } from 'node:fs';
import type { Clock } from '../../main/base/lib/clock.ts';
import type { BenchView } from '../../main/base/model/view.ts';
import { isAlive, loadOf, treeOf } from './processTree.ts';
import type { ResourceBook } from './resourceBook.ts';
import type { SoakCore } from './soakCore.ts';
import type { TrialBook } from './trialBook.ts';

export interface RestLook {
  readonly clock: Clock;
  readonly core: SoakCore;
  readonly book: TrialBook;
  /** A trial whose end a full disk refused is ended by the next run. */
  readonly mayBeOpen: boolean;
  /** No alert at all: nothing was done to this batch. */
  readonly mustBeSilent: boolean;
  /** Also hash every file of every record. */
  readonly deep: boolean;
  readonly tempDir: string;
  readonly atS: number;
  readonly resources: ResourceBook;
  readonly mayLieLimp: boolean;
}

const restMs = 45_000;
const pollMs = 50;
const stillMs = 400;
const stillRad = 0.02;
/** They tell of a run that is over, until the next one begins or is on disk. */
const lasting = ['run', 'aborted', 'storage'];
/** Core, servo process, simulator, recorder. */
const mostAtRest = 4;
const pageSize = 1000;

async function settle(look: RestLook, what: string, holds: () => boolean): Promise<string | null> {
  const lateMs = look.clock.nowMs() + restMs;
  while (!holds()) {
    if (look.core.gone) return `the core ended while it rested`;
    if (look.clock.nowMs() > lateMs) return `after ${restMs} ms ${what}`;
    await look.clock.sleep(pollMs);
  }
  return null;
}

/** An arm that grew too hot lies limp where it folded, until somebody moves it again. */
const isResting = ({ core, mayLieLimp }: RestLook): boolean => {
  const { run, bench } = core;
  const lies = bench?.mode === 'holding' || (mayLieLimp && bench?.mode === 'limp');
  return run === null && bench?.clock === 'real' && lies && bench.arm !== null;
};

function travel(a: BenchView | null, b: BenchView | null): number {
  const from = a?.arm?.positionRad ?? [];
  const to = b?.arm?.positionRad ?? [];
  return Math.max(0, ...from.map((value, joint) => Math.abs(value - (to[joint] ?? value))));
}

/**
 * A bench that was just opened sags a little into its holding pose; then it stands. One that was too hot goes limp where it
 * folded, and sinks from there for some seconds.
 */
async function armStands({ core, clock, mayLieLimp }: RestLook): Promise<string | null> {
  const most = mayLieLimp ? 25 : 5;
  let movedRad = Number.POSITIVE_INFINITY;
  for (let looks = 0; looks < most && movedRad > stillRad; looks++) {
    const before = core.bench;
    await clock.sleep(stillMs);
    movedRad = travel(before, core.bench);
  }
  return movedRad > stillRad
    ? `the arm moves ${movedRad.toFixed(3)} rad while it is ${core.bench?.mode}`
    : null;
}

async function listAll({ client }: SoakCore) {
  const rows = [];
  for (let offset = 0; ; offset += pageSize) {
    const page = await client.call('trial.list', { limit: pageSize, offset });
    rows.push(...page.rows);
    if (rows.length >= page.total) return rows;
  }
}

async function accounts({ core, book, mayBeOpen, deep }: RestLook): Promise<readonly string[]> {
  const problems = [...book.compare(await listAll(core)), ...(await book.audit(mayBeOpen))];
  if (!deep) return problems;
  const report = await core.client.call('core.verify', {});
  const { finished, aborted } = report.trials;
  if (!report.ok) problems.push(`verify: ${report.firstProblem}`);
  if (finished + aborted !== book.rows.size && !mayBeOpen)
    problems.push(`verify counts ${finished + aborted} trials, ${book.rows.size} were told`);
  return problems;
}

/** Samples each of our processes, and names those that have no business here. */
async function processes(look: RestLook): Promise<readonly string[]> {
  const { core, resources, atS } = look;
  const most = (): boolean => treeOf(core.pid).length <= mostAtRest;
  const late = await settle(look, 'children were left over', most);
  const tree = treeOf(core.pid);
  const names = new Map<number, string>();
  for (const { pid, name } of await core.client.call('core.processes', {})) names.set(pid, name);
  for (const { pid, started } of tree) {
    const load = loadOf(pid);
    const name = names.get(pid);
    if (load !== null && name !== undefined)
      resources.note(name, pid, `${pid}/${started}`, { atS, ...load });
  }
  const strange = tree.filter((each) => isAlive(each) && !names.has(each.pid));
  return [
    ...(late === null ? [] : [late]),
    ...strange.map(({ pid, command }) => `unlisted process ${pid} at rest: ${command}`),
    ...tree.filter(({ state }) => state === 'Z').map(({ pid }) => `zombie ${pid} at rest`),
  ];
}

export async function lookAtRest(look: RestLook): Promise<readonly string[]> {
  const { core, mustBeSilent, tempDir } = look;
  const standing = (): readonly string[] =>
    core.alerts.map(({ key }) => key).filter((key) => mustBeSilent || !lasting.includes(key));
  if (core.bench?.stopped !== null) await core.client.call('bench.resume', {});
  const rests = await settle(look, `the bench is not at rest`, () => isResting(look));
  if (rests !== null)
    return [`${rests}: ${core.bench?.mode}, ${core.alerts.map((a) => a.message)}`];
  const silent = await settle(look, 'alerts stand', () => standing().length === 0);
  if (silent !== null) return [`${silent}: ${standing().join(', ')}`];
  const stands = await armStands(look);
  const stray = readdirSync(tempDir);
  return [
    ...(stands === null ? [] : [stands]),
    ...(await accounts(look)),
    ...(await processes(look)),
    ...(stray.length === 0 ? [] : [`in the temporary folder: ${stray.join(', ')}`]),
  ];
}
