/** Starting programs when the app has no descriptor left: told as a failure, never an error that nobody hears. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ours = (name: string): string => path.resolve(import.meta.dirname, '../../main', name);

/** In a process of its own: all its descriptors are taken. */
function tryWithoutDescriptors(imports: string, call: string): string {
  const script = `
    import { openSync } from 'node:fs';
    import { realClock } from '${ours('base/lib/clock.ts')}';
    ${imports}
    const words = console.log.bind(console);
    words('ready');
    try { for (;;) openSync('/dev/null'); } catch {}
    ${call}`;
  const node = [process.execPath, '--input-type=module', '-e', script];
  const done = spawnSync('sh', ['-c', 'ulimit -n 64; exec "$@"', 'sh', ...node], {
    encoding: 'utf8',
  });
  return done.status === 0 ? done.stdout.replace('ready\n', '').trim() : done.stderr;
}

describe('without a free descriptor', () => {
  it('execGroup tells of a program that could not be started', () => {
    const said = tryWithoutDescriptors(
      `import { execGroup } from '${ours('environment/jail/execGroup.ts')}';`,
      `const { code, stderr } = await execGroup(realClock)('true', []); words(code, stderr);`,
    );
    expect(said).toMatch(/^-1 .*EMFILE/);
  });

  it('runJailed rejects by name', () => {
    const said = tryWithoutDescriptors(
      `import { runJailed } from '${ours('evolution/agent/runJailed.ts')}';`,
      `const command = { file: 'true', args: [], env: {}, cwd: '/' };
       await runJailed('seeding', command, 'x', realClock, 5000).catch(({ code, message }) => words(code, message));`,
    );
    expect(said).toBe('unavailable seeding could not be started');
  });

  it('openPty throws by name', () => {
    const said = tryWithoutDescriptors(
      `import { openPty } from '${ours('entry/openPty.ts')}';
       const place = { file: 'true', args: [], env: {}, cwd: '/', cols: 80, rows: 24 };
       await openPty({ ...place, onData() {} }).exited;`,
      `try { openPty({ ...place, onData() {} }); } catch ({ code }) { words(code); }`,
    );
    expect(said).toBe('unavailable');
  });

  it('openPty throws by name until there are enough descriptors, and then opens', () => {
    const said = tryWithoutDescriptors(
      `import { closeSync } from 'node:fs';
       import { openPty } from '${ours('entry/openPty.ts')}';
       const place = { file: 'sleep', args: ['600'], env: { PATH: process.env.PATH }, cwd: '/', cols: 80, rows: 24 };
       const pty = openPty({ ...place, file: 'true', onData() {} });
       await pty.exited;`,
      `let tries = '';
       for (let free = 1; free < 8; free++) {
         for (let fd = 63; fd > 63 - free; fd--) try { closeSync(fd); } catch {}
         try {
           const last = openPty({ ...place, onData() {} });
           last[Symbol.dispose]();
           await last.exited; // those before it have ended too, and nobody minded
           tries += 'opened';
           break;
         }
         catch ({ code, message }) { tries += code + ' '; }
         try { for (;;) openSync('/dev/null'); } catch {}
       }
       words(tries);`,
    );
    expect(said).toMatch(/^(unavailable )+opened$/);
  });
});
