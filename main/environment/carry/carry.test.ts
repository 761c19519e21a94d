/** Tasks out to a folder and in again: whole, without anything locked, and nothing at all of a folder that is off. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { filesIn } from '../../../test/lib/exchangeGrounds.ts';
import { type CarryGrounds, openCarryGrounds } from '../../../test/lib/openCarryGrounds.ts';
import { sha256 } from '../../base/host/canonical.ts';
import { arrivingDir, demoDir, demosDir, packagesDir } from '../../store/dataLayout.ts';
import { readDemoEnd, readDemoHead } from '../../store/record/demoSchema.ts';
import { hashTree } from '../task/hashTree.ts';
import { readManifest } from '../task/readManifest.ts';
import { answerCarry } from './answerCarry.ts';
import type { CarriedTask } from './carriedTask.ts';
import { exportTask } from './exportTask.ts';
import { resumeImports } from './finishImport.ts';
import { importTask } from './importTask.ts';

const never = new AbortController().signal;
const importAndDie = path.resolve('test/lib/importAndDie.ts');
let source: ReturnType<typeof tempDir>;
let folder = '';
let secret = '';

/** One that was labelled, one that was split, and one that is locked, of Push-T. */
beforeAll(async () => {
  source = tempDir('carry-source');
  folder = path.join(source.path, 'push-t');
  const dataDir = path.join(source.path, 'data');
  mkdirSync(dataDir);
  using grounds = openCarryGrounds(dataDir);
  const { clips } = grounds;
  const first = await grounds.demo({ frames: 8 });
  const second = await grounds.demo({ frames: 10, result: 'failure', nearMiss: 'Turned too far' });
  secret = await grounds.demo({ frames: 4, result: 'failure' });
  clips.demos.split(second, 400, 5);
  const clipOf = (demoId: string): string =>
    clips.room.book.clips('push-t').find((clip) => clip.demoId === demoId)?.id ?? '';
  clips.say([clipOf(first)], 'success', 'first', 'Ada', 300);
  clips.say([clipOf(secret)], 'failure', 'first', 'Ada', 100);
  clips.say([clipOf(secret)], 'failure', 'second', 'Bo', 100);
  clips.locked.lock({
    ...{ task: 'push-t', clips: [clipOf(secret)], recordings: [secret], by: 'Ada', seed: 1 },
    ...{ positives: 0, negatives: 1, negativesWanted: 1 },
  });
  await exportTask(grounds.ports, { task: 'push-t', dir: folder }, never);
});
afterAll(() => source[Symbol.dispose]());

let data: ReturnType<typeof tempDir>;
let grounds: CarryGrounds;
beforeEach(() => {
  data = tempDir('carry');
  grounds = openCarryGrounds(data.path);
});
afterEach(() => {
  grounds[Symbol.dispose]();
  data[Symbol.dispose]();
});

const take = (dir = folder, id = 'again') => importTask(grounds.ports, { dir, id }, never);
const demosOf = (task: string) => grounds.clips.demos.list(task);
const clipsOf = (task: string) =>
  grounds.clips.room.book.clips(task).map(({ fromMs, toMs, nearMiss, looks }) => ({
    ...{ fromMs, toMs, nearMiss, said: looks.first?.value, by: looks.first?.by },
    at: looks.first?.decidedMs,
  }));
const nothingHere = (): void => {
  for (const dir of [packagesDir(data.path), demosDir(data.path), arrivingDir(data.path)])
    expect(existsSync(dir) ? readdirSync(dir) : []).toEqual([]);
};
const wholeHere = async (): Promise<void> => {
  expect(await readManifest(path.join(packagesDir(data.path), 'again'))).toMatchObject({
    ...{ id: 'again', name: 'Push-T (again)' },
  });
  const demos = demosOf('again');
  expect(
    demos.map(({ fromMs, toMs, result, nearMiss }) => [fromMs, toMs, result, nearMiss]),
  ).toEqual([
    [0, 700, 'success', null],
    [0, 400, 'failure', 'Turned too far'],
    [400, 900, 'failure', 'Turned too far'],
  ]);
  expect(new Set(demos.map(({ recordingId }) => recordingId)).size).toBe(2);
  for (const { recordingId } of demos) {
    const dir = demoDir(data.path, recordingId);
    expect(readDemoHead(dir)).toMatchObject({ id: recordingId, task: 'again' });
    for (const [name, promised] of Object.entries(readDemoEnd(dir)?.files ?? {}))
      expect([name, sha256(readFileSync(path.join(dir, name)))]).toEqual([name, promised.sha256]);
    const recorded = grounds.clips.ledger.notes('demo-recorded', 9).map(({ body }) => body);
    expect(recorded).toContainEqual(
      expect.objectContaining({
        recordingId,
        endHash: sha256(readFileSync(path.join(dir, 'demo-end.json'))),
      }),
    );
  }
  expect(clipsOf('again')).toEqual([
    { fromMs: 0, toMs: 700, nearMiss: null, said: 'success', by: 'Ada', at: 300 },
    { fromMs: 0, toMs: 400, nearMiss: 'Turned too far' },
    { fromMs: 400, toMs: 900, nearMiss: 'Turned too far' },
  ]);
  expect(grounds.clips.ledger.notes('task-written', 9).map(({ body }) => body)).toMatchObject([
    { task: 'again', how: 'import' },
  ]);
  expect(readdirSync(arrivingDir(data.path))).toEqual([]);
};

describe('an export', () => {
  it('holds the package, the recordings and what was said, and nothing of what is locked', async () => {
    const files = filesIn(folder);
    expect(files).toContain('task/scene/oracle.ts');
    expect(files.filter((name) => name.endsWith('demo-end.json'))).toHaveLength(2);
    for (const name of files) {
      expect(name).not.toContain(secret);
      expect(readFileSync(path.join(folder, name)).includes(secret)).toBe(false);
    }
    expect(await hashTree(path.join(folder, 'task', 'judge'))).toBe(
      await hashTree(path.resolve('tasks/push-t/judge')),
    );
  });

  it('never writes over anything, nor into the data folder, and leaves nothing half written', async () => {
    await expect(
      exportTask(grounds.ports, { task: 'touch', dir: folder }, never),
    ).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/is there already/),
    });
    const within = path.join(data.path, 'demos', 'x');
    await expect(exportTask(grounds.ports, { task: 'touch', dir: within }, never)).rejects.toThrow(
      /lies in the data folder/,
    );
    await expect(exportTask(grounds.ports, { task: 'touch', dir: 'there' }, never)).rejects.toThrow(
      /not a whole path/,
    );
    const nowhere = path.join(source.path, 'none', 'x');
    await expect(
      exportTask(grounds.ports, { task: 'touch', dir: nowhere }, never),
    ).rejects.toMatchObject({ code: 'storage' });
    const id = await grounds.demo();
    writeFileSync(path.join(demoDir(data.path, id), 'steps.ndjson'), 'changed');
    await expect(
      exportTask(grounds.ports, { task: 'push-t', dir: path.join(source.path, 'y') }, never),
    ).rejects.toThrow(/steps\.ndjson of the recording demo-000001 is damaged/);
    expect(readdirSync(source.path).sort()).toEqual(['data', 'push-t']);
  });

  it('ends when clips of it are locked meanwhile', async () => {
    await grounds.demo();
    let asked = 0;
    const locked = { isLocked: () => ++asked > 0 };
    const out = exportTask(
      { ...grounds.ports, locked },
      { task: 'push-t', dir: path.join(source.path, 'z') },
      never,
    );
    await expect(out).rejects.toMatchObject({ code: 'refused' });
    expect(existsSync(path.join(source.path, 'z'))).toBe(false);
  });
});

describe('an import', () => {
  it('brings all of it under names that are free here, and can be exported again', async () => {
    expect(await take()).toEqual({ task: 'again' });
    await wholeHere();
    const dir = path.join(data.path, '..', `${path.basename(data.path)}-out`);
    const { files } = await exportTask(grounds.ports, { task: 'again', dir }, never);
    expect(files).toBe(filesIn(folder).length);
    rmSync(dir, { recursive: true });
  });

  it('is refused where the name is taken, and takes the folder’s own name else', async () => {
    await expect(importTask(grounds.ports, { dir: folder }, never)).rejects.toMatchObject({
      hint: expect.stringMatching(/--id/),
    });
    await take();
    await expect(take()).rejects.toThrow(/there is a task called again already/);
    expect(demosOf('again')).toHaveLength(3);
  });

  it('runs alone', async () => {
    const answers = answerCarry(grounds.ports);
    const both = await Promise.allSettled(
      ['one', 'two'].map(async (id) => await answers['task.import']({ dir: folder, id }, never)),
    );
    expect(both).toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'busy' } }]);
  });

  it('that is cancelled leaves nothing', async () => {
    const ended = new AbortController();
    const pause = async (): Promise<void> => ended.abort(new Error('enough'));
    const bring = importTask(
      { ...grounds.ports, pause },
      { dir: folder, id: 'again' },
      ended.signal,
    );
    await expect(bring).rejects.toThrow('enough');
    nothingHere();
  });
});

/** A copy of the folder, with a mistake in it. */
const spoilt = (change: (dir: string) => void): string => {
  const dir = path.join(data.path, '..', `${path.basename(data.path)}-spoilt`);
  rmSync(dir, { recursive: true, force: true });
  cpSync(folder, dir, { recursive: true });
  change(dir);
  return dir;
};
const rename = (dir: string, change: (carried: CarriedTask) => unknown): void => {
  const file = path.join(dir, 'export.json');
  const carried = JSON.parse(readFileSync(file, 'utf8')) as CarriedTask;
  change(carried);
  writeFileSync(file, JSON.stringify(carried));
};
/** Another file, named as it should be. */
const put = (dir: string, name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
  writeFileSync(path.join(dir, name), text);
  rename(dir, ({ files }) => {
    files[name] = { bytes: Buffer.byteLength(text), sha256: sha256(text) };
  });
};
const text = (dir: string, name: string): string => readFileSync(path.join(dir, name), 'utf8');

const mistakes: readonly [string, (dir: string) => void, RegExp][] = [
  ['without export.json', (dir) => rmSync(path.join(dir, 'export.json')), /has no export\.json/],
  ['with a torn one', (dir) => truncateSync(path.join(dir, 'export.json'), 99), /not JSON/],
  [
    'with a key that nobody knows',
    (dir) => rename(dir, (carried) => Object.assign(carried, { speed: 1 })),
    /export\.json: .*speed/,
  ],
  [
    'that lacks a file',
    (dir) => rmSync(path.join(dir, 'task/judge/judge.ts')),
    /judge\.ts is missing/,
  ],
  [
    'with a file more',
    (dir) => writeFileSync(path.join(dir, 'task/policy/x.ts'), ''),
    /x\.ts is not named/,
  ],
  [
    'with a shorter file',
    (dir) => truncateSync(path.join(dir, 'task/policy/policy.ts'), 9),
    /another size/,
  ],
  [
    'with a changed byte',
    (dir) => {
      const file = path.join(dir, 'task/policy/policy.ts');
      writeFileSync(file, text(dir, 'task/policy/policy.ts').replace('/', '#'));
    },
    /policy\.ts is not what was exported/,
  ],
  [
    'with a link',
    (dir) => symlinkSync('/etc/hostname', path.join(dir, 'task/policy/host')),
    /neither a plain file nor a folder/,
  ],
  [
    'with a folder that is a link',
    (dir) => {
      rmSync(path.join(dir, 'demos'), { recursive: true });
      symlinkSync('/etc', path.join(dir, 'demos'));
    },
    /neither a plain file nor a folder/,
  ],
  [
    'with a name that leads out',
    (dir) =>
      rename(dir, ({ files }) => {
        files['../../etc/x'] = { bytes: 0, sha256: '0'.repeat(64) };
      }),
    /is missing/,
  ],
  [
    'with a folder that no task has',
    (dir) => put(dir, 'task/hooks/run.ts', ''),
    /task\/hooks\/run\.ts belongs to no part/,
  ],
  [
    'with programs that are too large',
    (dir) => {
      put(dir, 'task/policy/huge', '');
      truncateSync(path.join(dir, 'task/policy/huge'), (64 << 20) + 1);
      rename(dir, ({ files }) =>
        Object.assign(files['task/policy/huge'] ?? {}, { bytes: (64 << 20) + 1 }),
      );
    },
    /over 64 MiB/,
  ],
  [
    'with a typo in its manifest',
    (dir) =>
      put(dir, 'task/task.json', text(dir, 'task/task.json').replace('"rateHz"', '"ratehz"')),
    /unknown key "ratehz": did you mean "rateHz"/,
  ],
  [
    'with a scene of its own, which would run without walls',
    (dir) => put(dir, 'task/scene/starts.ts', 'process.exit(1);'),
    /its scene is none that this app has/,
  ],
  [
    'with a recording that has no end',
    (dir) => {
      rmSync(path.join(dir, 'demos/demo-000001/demo-end.json'));
      rename(dir, ({ files }) => delete files['demos/demo-000001/demo-end.json']);
    },
    /demo-000001 has no end/,
  ],
  [
    'with an end that promises other bytes',
    (dir) => put(dir, 'demos/demo-000001/steps.ndjson', '{}\n'),
    /steps\.ndjson of the recording demo-000001 is not what its end promises/,
  ],
  [
    'with a demo that reaches out of its recording',
    (dir) => rename(dir, ({ demos }) => Object.assign(demos[0] ?? {}, { toMs: 9000 })),
    /reaches out of its recording/,
  ],
  [
    'with a clip that is decided outside of itself',
    (dir) =>
      rename(dir, ({ demos }) =>
        Object.assign(demos[0]?.clips[0]?.label ?? {}, { decidedMs: 9000 }),
      ),
    /decided outside of itself/,
  ],
];

describe('a folder that is off', () => {
  it.each(mistakes)('%s is refused, and nothing of it is here', async (_what, change, words) => {
    const before = grounds.clips.ledger.head();
    const dir = spoilt(change);
    await expect(take(dir)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(words),
    });
    rmSync(dir, { recursive: true });
    nothingHere();
    expect(grounds.clips.ledger.head()).toEqual(before);
  });

  it('is none that there is', async () => {
    await expect(take('/no/such/folder')).rejects.toMatchObject({ code: 'not-found' });
    const file = path.join(folder, 'export.json');
    await expect(take(file)).rejects.toThrow(/is no folder/);
  });
});

describe('kill −9 in the middle of an import', () => {
  const dieAt = (what: 'pause' | 'append', at: number): void => {
    grounds[Symbol.dispose]();
    const args = [importAndDie, data.path, folder, what, String(at)];
    const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([signal, stderr.replace(/.*Warning.*\n?/g, '').trim()]).toEqual(['SIGKILL', '']);
    grounds = openCarryGrounds(data.path);
  };

  it('before the package is here leaves nothing after the next start', async () => {
    dieAt('pause', 2);
    expect(readdirSync(arrivingDir(data.path))).toEqual(['again']);
    await resumeImports(grounds.ports);
    nothingHere();
  });

  it.each([1, 2, 3])('at its demo %d is finished by the next start', async (at) => {
    dieAt('append', at);
    expect(demosOf('again').length).toBeGreaterThan(0);
    await resumeImports(grounds.ports);
    await wholeHere();
  });
});
