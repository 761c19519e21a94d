/** The ledger on a disk that is really full, or really read-only: a typed refusal, nothing half-written, and on it goes. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeNeeds } from '../lib/needs.ts';

const store = pathToFileURL(path.resolve('main/store')).href;
const base = pathToFileURL(path.resolve('main/base')).href;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-full-'));
  mkdirSync(path.join(dir, 'small'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const preamble = `
  import { rmSync, writeFileSync } from 'node:fs';
  import { openLedger } from '${store}/ledger/ledger.ts';
  import { verifyStore } from '${store}/verify.ts';
  import { realClock } from '${base}/lib/clock.ts';
  import { silentLog } from '${base}/lib/log.ts';
  const dir = process.argv[1];
  const open = () => openLedger(dir + '/ledger.sqlite', {
    clock: realClock, log: silentLog, softwareVersion: '0.1.0' });
  const said = {};
  const tell = () => console.log(JSON.stringify(said));
`;

/** Runs `script` with `small/` mounted as told, and returns what it said. */
function under(mount: readonly string[], script: string): Record<string, unknown> {
  const small = path.join(dir, 'small');
  const node = [process.execPath, '--input-type=module', '-e', preamble + script, small];
  const run = spawnSync('bwrap', ['--dev-bind', '/', '/', ...mount, small, ...node], {
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Record<string, unknown>;
}

describeNeeds(['bubblewrap'])('the ledger', () => {
  it('on a full disk refuses, stays whole, and goes on when there is room', () => {
    const said = under(
      ['--size', '2097152', '--tmpfs'],
      `
      writeFileSync(dir + '/ballast', Buffer.alloc(1 << 20));
      const ledger = open();
      let appended = 0;
      try {
        for (;;) appended = ledger.append({ kind: 'stop', reason: 'x'.repeat(20_000) }).seq;
      } catch (error) {
        said.code = error.code;
        said.message = error.message;
      }
      said.kept = ledger.head().seq === appended;
      said.afterwards = await verifyStore(dir).then((report) => report.firstProblem ?? 'whole');
      rmSync(dir + '/ballast');
      said.next = ledger.append({ kind: 'resume' }).seq - appended;
      ledger[Symbol.dispose]();
      said.reopened = open().head().seq - appended;
      said.finally = (await verifyStore(dir)).ok;
      tell();`,
    );
    expect(said).toEqual({
      code: 'storage',
      message: expect.stringMatching(/disk is full/),
      kept: true,
      afterwards: 'whole',
      next: 1,
      reopened: 1,
      finally: true,
    });
  });

  it('on a read-only disk can’t be opened, but can be verified', () => {
    const write = `{ const ledger = open(); ledger.append({ kind: 'resume' });
      ledger[Symbol.dispose](); said.done = true; tell(); }`;
    expect(under(['--bind', path.join(dir, 'small')], write)).toEqual({ done: true });
    const said = under(
      ['--ro-bind', path.join(dir, 'small')],
      `try { open(); } catch (error) { said.code = error.code; said.message = error.message; }
      said.report = await verifyStore(dir);
      tell();`,
    );
    expect(said).toMatchObject({
      code: 'storage',
      message: expect.stringMatching(/may not be written/),
      report: { ok: true, trials: { finished: 0, aborted: 0 } },
    });
  });
});
