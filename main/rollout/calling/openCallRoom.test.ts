/**
 * The room that calls: real scripts as pagers (one that answers, one that fails, one that floods, one that hangs), times
 * between calls by a clock that the test moves, and what of it the ledger keeps.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { createStillClock } from '../../../test/lib/createStillClock.ts';
import { type Clock, realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { createStateTopic } from '../../base/lib/topic.ts';
import type { NightKeeping, NightView } from '../../base/model/night.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { createAlerts } from '../../bench/alerts.ts';
import { execGroup } from '../../environment/jail/execGroup.ts';
import type { Exec } from '../../environment/jail/runtimeMounts.ts';
import { callPath } from '../../store/dataLayout.ts';
import type { LedgerEntry } from '../../store/ledger/ledger.ts';
import { loadCall } from './callFile.ts';
import { openCallRoom } from './openCallRoom.ts';

const never = new AbortController().signal;
const minute = 60_000;
let dir: ReturnType<typeof tempDir>;

beforeEach(() => {
  dir = tempDir('call');
  mkdirSync(path.join(dir.path, 'data'));
});
afterEach(() => dir[Symbol.dispose]());

function script(text: string, name = 'page.sh'): string {
  const file = path.join(dir.path, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

interface Given {
  readonly clock?: Clock;
  readonly exec?: Exec;
  readonly nights?: NightKeeping;
  readonly before?: readonly LedgerBody[];
}

function open(given: Given = {}) {
  const clock = given.clock ?? realClock;
  const entries: LedgerBody[] = [...(given.before ?? [])];
  const alerts = createAlerts(clock.wallTime, () => undefined);
  const night = createStateTopic<NightView | null>({
    ...({ nightId: 'night-0001', state: 'running' } as NightView),
  });
  const room = openCallRoom(
    {
      ...{ clock, log: silentLog, dataDir: path.join(dir.path, 'data') },
      ...{ exec: given.exec ?? execGroup(clock), nights: given.nights ?? 'ask' },
      env: { PATH: process.env.PATH, MODEL_KEY: 'secret' },
      ledger: {
        append: (body) => {
          entries.push(body);
          return { seq: entries.length, hash: '', wallTime: clock.wallTime() };
        },
        notes: (kind) =>
          entries
            .filter((body) => body.kind === kind)
            .map((body) => ({ body, wallTime: clock.wallTime() }) as LedgerEntry)
            .reverse(),
      },
    },
    {
      ...{ alerts, night, events: { note: (body) => void entries.push(body) } },
      station: { view: createStateTopic({ benchId: 'sim-1' } as never) },
    },
  );
  const needsYou = () => alerts.raise('night/needs-you', 'danger', 'It stands still.', 'Look.');
  const kinds = () => entries.map(({ kind }) => kind);
  return { room, alerts, night, entries, kinds, needsYou };
}

/** A process that was killed is there until it is reaped. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await realClock.sleep(5);
  }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

const set = (rig: ReturnType<typeof open>, command: string[], perHour = 6) =>
  rig.room.answers['call.set']({ command, perHour, by: 'Ada' }, never);

describe('a pager that is tried', () => {
  test('gets the alert by variable and by standard input, and no key of ours', async () => {
    const out = path.join(dir.path, 'out');
    await using rig = withRoom(open());
    const file = script(
      `printf '%s\\n' "$NIGHTBENCH_ALERT" > ${out}; cat >> ${out}; env >> ${out}; echo "$1" >> ${out}`,
    );
    await set(rig, [file, '$(touch /tmp/never)']);
    const result = await rig.room.answers['call.test']({ by: 'Ada' }, never);
    expect(result).toMatchObject({ ok: true });
    const [byName, byInput, ...rest] = readFileSync(out, 'utf8').split('\n');
    expect(byInput).toBe(byName);
    expect(JSON.parse(byName ?? '')).toMatchObject({
      ...{ key: 'call/test', level: 'info', benchId: 'sim-1', nightId: 'night-0001' },
    });
    expect(rest.join('\n')).not.toContain('secret');
    expect(rest).toContain('$(touch /tmp/never)');
    expect(rig.kinds()).toEqual(['call-set', 'person-called']);
    expect(JSON.stringify(rig.entries)).not.toContain('touch');
  });

  test('that fails, floods, or hangs is told with why, and is an alert until it answers', async () => {
    const still = createStillClock();
    await using rig = withRoom(open({ clock: still }));
    const tries = async (text: string): Promise<string> => {
      await set(rig, [script(text)]);
      return (await rig.room.answers['call.test']({ by: 'Ada' }, never)).words;
    };
    expect(await tries('echo "no line free" >&2; exit 3')).toBe(
      'it ended with code 3: no line free',
    );
    expect(rig.alerts.topic.value.map(({ key }) => key)).toEqual(['call/pager']);
    expect(rig.kinds().at(-1)).toBe('person-call-failed');
    expect(await tries('head -c 30000000 /dev/zero | tr "\\0" x; exit 1')).toHaveLength(
      'it ended with code 1: '.length + 200,
    );
    const left = path.join(dir.path, 'left');
    const hangs = tries(`echo $$ > ${left}; exec sleep 600`);
    while (!existsSync(left) || readFileSync(left, 'utf8') === '') await realClock.sleep(5);
    await expect(
      Promise.resolve(rig.room.answers['call.test']({ by: 'Ada' }, never)),
    ).rejects.toMatchObject({ code: 'busy' });
    still.advance(30_000);
    expect(await hangs).toContain('30 s');
    await untilGone(Number(readFileSync(left, 'utf8')));
    expect(await tries('exit 0')).toBe('it ended well');
    expect(rig.alerts.topic.value).toEqual([]);
  });
});

describe('what may be set', () => {
  test('a program of this machine by its whole path, outside of the data folder', async () => {
    await using rig = withRoom(open());
    const inside = path.join(dir.path, 'data', '..page');
    writeFileSync(inside, '#!/bin/sh\n', { mode: 0o755 });
    const open777 = script('true', 'open.sh');
    chmodSync(open777, 0o777);
    const plain = path.join(dir.path, 'plain');
    writeFileSync(plain, 'true');
    for (const file of ['page', '/nowhere/page', inside, dir.path, open777, plain])
      await expect((async () => set(rig, [file]))()).rejects.toMatchObject({ code: 'bad-input' });
    expect(rig.kinds()).toEqual([]);
    await set(rig, [script('true')]);
    const file = callPath(path.join(dir.path, 'data'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(loadCall(path.join(dir.path, 'data'))?.by).toBe('Ada');
    chmodSync(file, 0o644);
    expect(() => loadCall(path.join(dir.path, 'data'))).toThrow('others can read');
    chmodSync(file, 0o600);
    writeFileSync(file, '{"version":1,"command":"rm"}');
    await using next = withRoom(open());
    expect(next.room.topic.value).toMatchObject({ command: null });
    expect(next.room.topic.value.problem).toContain('cannot be read');
    expect(next.alerts.topic.value).toMatchObject([{ key: 'call/pager' }]);
    rig.room.answers['call.clear']({ by: 'Ada' }, never);
    expect(existsSync(file)).toBe(false);
  });
});

/** A pager that answers at once and is counted. */
function counted() {
  const calls: string[] = [];
  const exec: Exec = async (_file, _args, options) => {
    calls.push(options?.env?.NIGHTBENCH_ALERT ?? '');
    return { code: 0, stdout: '', stderr: '' };
  };
  return { calls, exec };
}

describe('a night that needs somebody', () => {
  test('calls at once, after 10 and after 30 minutes; a word in between ends it', async () => {
    const still = createStillClock();
    const { calls, exec } = counted();
    await using rig = withRoom(open({ clock: still, exec }));
    await set(rig, [script('true')]);
    const pass = async (minutes: number): Promise<number> => {
      still.advance(minutes * minute);
      await turns();
      return calls.length;
    };
    rig.needsYou();
    await turns();
    expect(calls).toHaveLength(1);
    expect(JSON.parse(calls[0] ?? '')).toMatchObject({ key: 'night/needs-you', level: 'danger' });
    expect(await pass(9)).toBe(1);
    expect(await pass(1)).toBe(2);
    expect(await pass(20)).toBe(3);
    expect(await pass(300)).toBe(3);
    rig.alerts.clear('night/needs-you');
    await turns();
    expect(rig.room.topic.value.need).toBeNull();
    rig.needsYou();
    await turns();
    expect(calls).toHaveLength(4);
    rig.room.answers['call.acknowledge']({ by: 'Bo' }, never);
    expect(rig.room.topic.value.need).toMatchObject({
      nextWallTime: null,
      acknowledged: { by: 'Bo' },
    });
    expect(await pass(60)).toBe(4);
    expect(rig.kinds().filter((kind) => kind === 'person-called')).toHaveLength(4);
    expect(rig.kinds().at(-1)).toBe('person-answered');
  });

  test('calls no more often than the hour allows, also over a restart, and says so', async () => {
    const still = createStillClock();
    const { calls, exec } = counted();
    const before = { kind: 'person-called', key: 'night/needs-you', nightId: null } as const;
    const earlier = { ...before, call: 1, program: '/bin/page', by: null };
    await using rig = withRoom(open({ clock: still, exec, before: [earlier] }));
    await set(rig, [script('true')], 2);
    rig.needsYou();
    await turns();
    still.advance(10 * minute);
    await turns();
    expect(calls).toHaveLength(1);
    expect(rig.alerts.topic.value.map(({ key }) => key)).toContain('call/pager');
    expect(rig.kinds().slice(-2)).toEqual(['person-called', 'person-call-failed']);
  });

  test('is called for by the window alone where no pager is set, and by a core of a moment not at all', async () => {
    const still = createStillClock();
    await using rig = withRoom(open({ clock: still }));
    rig.needsYou();
    await turns();
    expect(rig.room.topic.value.need).toMatchObject({ calls: 1 });
    expect(rig.entries).toMatchObject([{ kind: 'person-called', program: null, call: 1 }]);
    await using moment = withRoom(open({ clock: still, nights: 'look-on' }));
    moment.night.set({ ...(moment.night.value as NightView), state: 'interrupted' });
    moment.alerts.clear('night/needs-you');
    await turns();
    expect(moment.room.topic.value.need).toBeNull();
  });
});

function withRoom(rig: ReturnType<typeof open>): ReturnType<typeof open> & AsyncDisposable {
  return { ...rig, [Symbol.asyncDispose]: () => rig.room[Symbol.asyncDispose]() };
}
