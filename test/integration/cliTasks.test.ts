/** Tasks by words: the command line against a real core behind a real door; what it prints, refuses and how it exits. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { TaskForm } from '../../main/base/model/phaseOne.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { openDoor } from '../../main/entry/door/openDoor.ts';
import { takeLock } from '../../main/entry/lock.ts';
import { type CoreUnderTest, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { createTestTerminal } from '../lib/testTerminal.ts';

const stack = new AsyncDisposableStack();
let core: CoreUnderTest;
let out: ReturnType<typeof tempDir>;

beforeAll(async () => {
  out = tempDir('cli-tasks');
  stack.use(out);
  core = stack.use(await openTestCore());
  const { api, dataDir } = core;
  const door = stack.use(
    await openDoor({
      ...{ api, clock: realClock, log: silentLog, version: '0.0.1' },
      ...{ windowDir: dataDir, trialsDir: dataDir },
    }),
  );
  const { url, token } = door;
  const lock = stack.use(takeLock(dataDir));
  lock.publish({ pid: process.pid, url, token, version: '0.0.1', startedWallTime: 'now' });
});
afterAll(() => stack.disposeAsync());

async function bench(words: readonly string[], input?: string) {
  const terminal = createTestTerminal({ cwd: out.path, ...(input === undefined ? {} : { input }) });
  const code = await runBench(verbs, [...words, '--data', core.dataDir], terminal, '0.0.1');
  return { code, out: terminal.outLines, notes: terminal.noteLines };
}
const json = async <T>(...words: readonly string[]): Promise<T> =>
  JSON.parse((await bench([...words, '--json'])).out[0] ?? '') as T;
const form = (task: string): Promise<TaskForm> => json('task', 'show', task);

describe('bench task', () => {
  test('makes a task of some fields, the rest from its table, and shows it', async () => {
    const fields = JSON.stringify({
      attempts: 2,
      nearMisses: [{ name: 'Almost', want: 3 }],
    });
    const made = await bench(
      ['task', 'new', 'slow', '--based-on', 'touch', '--name', 'Slow', '--file', '-'],
      fields,
    );
    expect(made).toMatchObject({ code: 0, out: ['Saved slow.'] });
    expect(await form('slow')).toMatchObject({ id: 'slow', name: 'Slow', attempts: 2, rateHz: 25 });
    const shown = await bench(['task', 'show', 'slow']);
    expect(shown.out.join('\n')).toMatch(/3 × Almost/);
    const listed = await json<{ id: string; origin: string }[]>('task', 'list');
    expect(listed.map(({ id, origin }) => [id, origin])).toEqual([
      ['push-t', 'shipped'],
      ['slow', 'own'],
      ['touch', 'shipped'],
    ]);
  });

  test.each<[string, readonly string[], string, RegExp]>([
    [
      'a field that nobody knows',
      ['edit', 'touch'],
      '{"atempts":2}',
      /"atempts"\. Did you mean attempts/,
    ],
    [
      'a field of another kind',
      ['edit', 'touch'],
      '{"attempts":"two"}',
      /attempts: .*expected number/,
    ],
    [
      'a value out of bounds',
      ['edit', 'touch'],
      '{"rateHz":30}',
      /rateHz: The control loop has 50 Hz/,
    ],
    ['what is no JSON', ['edit', 'touch'], '{"attempts":', /is not JSON/],
    ['a list', ['edit', 'touch'], '[]', /a form is a JSON object/],
    [
      'the form of another',
      ['edit', 'touch'],
      '{"id":"push-t"}',
      /the form is of push-t, not of touch/,
    ],
    ['a task that is none', ['edit', 'nothing'], '{}', /there is no task called nothing/],
    ['a name that is none', ['edit', '../x'], '{}', /is no name of a task/],
  ])('refuses %s by name, and changes nothing', async (_what, words, input, says) => {
    const before = await form('touch');
    const { code, notes } = await bench(['task', ...words, '--file', '-'], input);
    expect([code, notes.join(' ')]).toEqual([2, expect.stringMatching(says)]);
    expect(await form('touch')).toEqual(before);
  });

  test('refuses a form that was read before somebody else saved', async () => {
    const read = await form('slow');
    const edit = (of: TaskForm) =>
      bench(['task', 'edit', 'slow', '--file', '-'], JSON.stringify(of));
    expect(await edit({ ...read, attempts: 3 })).toMatchObject({ code: 0 });
    expect(await edit({ ...read, attempts: 4 })).toMatchObject({
      code: 3,
      notes: [expect.stringMatching(/changed in another window meanwhile/)],
    });
    expect((await form('slow')).attempts).toBe(3);
  });

  test('copies, puts away, brings back, opens', async () => {
    expect(await bench(['task', 'duplicate', 'slow', 'slower'])).toMatchObject({ code: 0 });
    expect(await bench(['task', 'archive', 'slower'])).toMatchObject({
      out: ['slower is archived.'],
    });
    expect((await bench(['task', 'list', '--archived'])).out.join('\n')).toContain('slower');
    expect((await bench(['task', 'list'])).out.join('\n')).not.toContain('slower');
    expect(await bench(['task', 'archive', 'slower', '--back'])).toMatchObject({
      out: ['slower is back.'],
    });
    expect(await bench(['task', 'open', 'slow'])).toMatchObject({ out: ['Slow is open.'] });
  });

  test('writes a task into a folder and takes it in again', async () => {
    const written = await json<{ dir: string; files: number }>('task', 'export', 'slow', './slow');
    expect(written.dir).toBe(path.join(out.path, 'slow'));
    expect(existsSync(path.join(written.dir, 'export.json'))).toBe(true);
    expect(await bench(['task', 'export', 'slow', './slow'])).toMatchObject({ code: 2 });
    expect(await bench(['task', 'import', './slow'])).toMatchObject({
      code: 2,
      notes: [expect.stringMatching(/slow already\. .*--id NAME/)],
    });
    expect(await json('task', 'import', './slow', '--id', 'again')).toEqual({ task: 'again' });
    const manifest = path.join(core.dataDir, 'packages', 'again', 'task.json');
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ id: 'again', attempts: 3 });
  });
});
