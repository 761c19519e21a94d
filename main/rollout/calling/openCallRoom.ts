/**
 * Calls a person when the bench needs one: by the topic, which the window and the desktop heed, and by the lab's own pager,
 * again and again until somebody answers. Each call is in the ledger before the pager runs, so that no core that dies again
 * and again calls more often than the hour allows; a disk that refuses the entry keeps nobody from being called.
 */
import type { Answers } from '../../base/api/answers.ts';
import { sha256 } from '../../base/host/canonical.ts';
import { wallTimeAfter } from '../../base/lib/clock.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { CallCommand, CallPayload, CallResult, CallView } from '../../base/model/call.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { NightKeeping, NightView } from '../../base/model/night.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { EventLog } from '../../store/eventLog.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { checkProgram, loadCall, saveCall } from './callFile.ts';
import { foldNeed, type Need, nextCallMs, nextGraveMs, type Standing } from './planCall.ts';
import { type PagerPorts, runPager } from './runPager.ts';

type Names = 'call.show' | 'call.set' | 'call.clear' | 'call.test' | 'call.acknowledge';

export interface CallRoomPorts extends PagerPorts {
  readonly ledger: Pick<Ledger, 'append' | 'notes'>;
  readonly dataDir: string;
  readonly nights: NightKeeping;
}

export interface CallRoomParts {
  readonly alerts: Alerts;
  readonly events: Pick<EventLog, 'note'>;
  readonly night: Pick<StateTopic<NightView | null>, 'value' | 'watch'>;
  readonly station: Pick<Station, 'view'>;
}

export interface CallRoom extends AsyncDisposable {
  readonly topic: StateTopic<CallView>;
  readonly answers: Answers<Names>;
}

const pagerKey = 'call/pager';
const testKey = 'call/test';
const hourMs = 3_600_000;
const lastCallMs = 3000;

/** When calls were made within the last hour, also by earlier cores, oldest first; milliseconds of this core's clock. */
function callsBefore({ ledger, clock }: CallRoomPorts): number[] {
  const now = Date.parse(clock.wallTime());
  return ledger
    .notes('person-called', 200)
    .filter(
      ({ body }) => body.kind === 'person-called' && body.by === null && body.program !== null,
    )
    .map(({ wallTime }) => Math.max(0, now - Date.parse(wallTime)))
    .filter((ageMs) => ageMs < hourMs)
    .map((ageMs) => clock.nowMs() - ageMs)
    .toReversed();
}

/** What may be called can have changed since it was set. */
async function runChecked(
  ports: CallRoomPorts,
  { command }: CallCommand,
  payload: CallPayload,
  signal: AbortSignal,
): Promise<CallResult> {
  try {
    checkProgram(command[0] ?? '', ports.dataDir);
  } catch (thrown) {
    const words = toBenchError(thrown).message;
    return { ok: false, words, wallTime: ports.clock.wallTime(), seconds: 0 };
  }
  return await runPager(ports, command, payload, signal);
}

interface Pager {
  command: CallCommand | null;
  problem: string | null;
}

function readPager({ dataDir, log }: CallRoomPorts): Pager {
  try {
    return { command: loadCall(dataDir), problem: null };
  } catch (thrown) {
    const problem = toBenchError(thrown).message;
    log.log('warn', 'the pager is not used', { problem });
    return { command: null, problem };
  }
}

export function openCallRoom(ports: CallRoomPorts, parts: CallRoomParts): CallRoom {
  const { clock, ledger, dataDir } = ports;
  const { alerts, events, night, station } = parts;
  const closing = new AbortController();
  const seen = new Map<string, number>();
  const called = callsBefore(ports);
  const pager = readPager(ports);
  let need: Need | null = null;
  let timer: Disposable | null = null;
  let last: CallResult | null = null;
  let running: Promise<unknown> | null = null;
  /** A core of a moment calls for a night that ran in it, and for nothing that it found. */
  let mayCall = ports.nights !== 'look-on';

  const nightOpen = (): NightView | null =>
    night.value === null || night.value.state === 'ended' ? null : night.value;
  const nightId = (): string | null => nightOpen()?.nightId ?? null;
  const viewNow = (): CallView => {
    const nextMs = need === null ? null : nextCallMs(need);
    const inMs = nextMs === null ? null : Math.max(0, nextMs - clock.nowMs());
    return {
      ...{ command: pager.command, problem: pager.problem, last, calling: running !== null },
      need:
        need === null
          ? null
          : {
              ...{ key: need.alert.key, message: need.alert.message, todo: need.alert.todo },
              ...{ sinceWallTime: need.alert.sinceWallTime, calls: need.calls },
              nextWallTime: inMs === null ? null : wallTimeAfter(clock.wallTime(), inMs),
              acknowledged: need.acknowledged,
            },
    };
  };
  const topic = createStateTopic<CallView>(viewNow());
  const tell = (): void => topic.set(viewNow());
  const unreached = (key: string, why: string): void => {
    events.note({ kind: 'person-call-failed', key, nightId: nightId(), why: why.slice(0, 400) });
    const message = `The pager could not be reached: ${why}.`;
    alerts.raise(pagerKey, 'warning', message, 'Look at what is set under Calling a person.');
  };
  const payloadOf = (
    alert: Omit<CallPayload, 'benchId' | 'nightId' | 'wallTime'>,
  ): CallPayload => ({
    ...{ key: alert.key, level: alert.level, message: alert.message.slice(0, 2000) },
    ...{ todo: alert.todo.slice(0, 1000), benchId: station.view.value.benchId },
    ...{ nightId: nightId(), wallTime: clock.wallTime() },
  });
  /** One at a time; whoever calls saw to that. */
  const page = async (command: CallCommand, payload: CallPayload): Promise<CallResult> => {
    const work = runChecked(ports, command, payload, closing.signal);
    running = work;
    tell();
    const result = await work;
    running = null;
    last = result;
    if (closing.signal.aborted) return result;
    if (result.ok) alerts.clear(pagerKey);
    else unreached(payload.key, result.words);
    tell();
    look();
    return result;
  };
  const mayPage = (perHour: number): boolean => {
    const from = clock.nowMs() - hourMs;
    while (called[0] !== undefined && called[0] <= from) called.shift();
    return called.length < perHour;
  };
  const call = (due: Need): void => {
    need = { ...due, calls: due.calls + 1 };
    const { command } = pager;
    const { key } = due.alert;
    const may = command !== null && mayPage(command.perHour);
    const program = may ? (command.command[0] ?? null) : null;
    const entry = { kind: 'person-called', key, nightId: nightId(), call: need.calls } as const;
    events.note({ ...entry, program, by: null });
    if (command === null) return;
    if (!may) {
      const most = command.perHour === 1 ? 'one call' : `${command.perHour} calls`;
      unreached(key, `there were ${most} within the hour, and no more are allowed`);
      return;
    }
    called.push(clock.nowMs());
    void page(command, payloadOf(due.alert));
  };
  const standingNow = (): readonly Standing[] => {
    const standing = alerts.topic.value;
    for (const key of seen.keys())
      if (!standing.some((alert) => alert.key === key)) seen.delete(key);
    return standing.map((alert) => {
      const seenMs = seen.get(alert.key) ?? clock.nowMs();
      seen.set(alert.key, seenMs);
      return { ...alert, seenMs };
    });
  };
  /** What stands now, who is called for it now, and when to look again. */
  function look(): void {
    if (closing.signal.aborted) return;
    mayCall ||= night.value?.state === 'running';
    if (!mayCall) return;
    timer?.[Symbol.dispose]();
    const nowMs = clock.nowMs();
    const standing = standingNow();
    const isNight = nightOpen() !== null;
    need = foldNeed(need, standing, isNight, nowMs);
    const dueMs = need === null ? null : nextCallMs(need);
    // While the pager runs nobody else is called: its end looks again.
    if (need !== null && dueMs !== null && dueMs <= nowMs && running === null) call(need);
    const nextMs = need === null ? null : nextCallMs(need);
    const waits = [nextMs, nextGraveMs(standing, isNight, nowMs)].filter(
      (at): at is number => at !== null && at > nowMs,
    );
    timer = waits.length === 0 ? null : clock.after(Math.min(...waits) - nowMs, look);
    tell();
  }
  // An alert raised from within `look` is looked at after it.
  let looking = false;
  const changed = (): void => {
    if (looking) return;
    looking = true;
    queueMicrotask(() => {
      looking = false;
      look();
    });
  };
  const following = [alerts.topic.watch(changed), night.watch(changed)];
  if (pager.problem !== null)
    alerts.raise(pagerKey, 'warning', `No pager is called: ${pager.problem}.`, 'Set it again.');
  const set = (command: CallCommand | null, by: string): CallView => {
    const program = command?.command[0] ?? null;
    const argvHash = command === null ? null : sha256(JSON.stringify(command.command));
    // First the word of who did it: what is announced is on disk before.
    ledger.append({ kind: 'call-set', program, argvHash, by });
    saveCall(dataDir, command);
    pager.command = command;
    pager.problem = null;
    alerts.clear(pagerKey);
    tell();
    return topic.value;
  };
  return {
    topic,
    answers: {
      'call.show': () => viewNow(),
      'call.set': ({ command, perHour, by }) => {
        checkProgram(command[0] ?? '', dataDir);
        return set({ command, perHour, by, wallTime: clock.wallTime() }, by);
      },
      'call.clear': ({ by }) => set(null, by),
      'call.test': async ({ by }) => {
        const { command } = pager;
        if (command === null)
          throw new BenchError('not-found', 'no pager is set', { hint: 'Set one first.' });
        if (running !== null) throw new BenchError('busy', 'the pager runs already');
        const program = command.command[0] ?? null;
        const entry = { kind: 'person-called', key: testKey, nightId: nightId(), call: 1 } as const;
        events.note({ ...entry, program, by });
        const message = `${by} tries whether Nightbench can call a person.`;
        return await page(
          command,
          payloadOf({ key: testKey, level: 'info', message, todo: 'Nothing to do.' }),
        );
      },
      'call.acknowledge': ({ by }) => {
        if (need === null)
          throw new BenchError('not-found', 'nobody is needed', { hint: 'Nothing to do.' });
        const { key } = need.alert;
        events.note({ kind: 'person-answered', key, nightId: nightId(), by });
        need = { ...need, acknowledged: { by, wallTime: clock.wallTime() } };
        look();
        return null;
      },
    },
    async [Symbol.asyncDispose]() {
      for (const each of following) each[Symbol.dispose]();
      timer?.[Symbol.dispose]();
      // A call that has begun may get through.
      const patience = clock.after(lastCallMs, () => closing.abort());
      await running;
      patience[Symbol.dispose]();
      closing.abort();
    },
  };
}
