/** The agents' jail at every level that this machine gives: what works inside, and that nothing outlives its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { appDir, openAgentGrounds } from '../../../test/lib/agentGrounds.ts';
import { describeWhere, itWhere } from '../../../test/lib/needs.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { openPty } from '../../entry/openPty.ts';
import { type AgentJail, agentCommand, agentPlaces, endAgent, markerName } from './agentJail.ts';
import { execProgram } from './execProgram.ts';
import { probeAgentJail } from './probeAgentJail.ts';
import type { Exec } from './runtimeMounts.ts';

const grounds = await openAgentGrounds();
const { at, git, jails, planOf, ports, run } = grounds;
afterAll(() => grounds[Symbol.asyncDispose]());

const shell = (text: string): readonly string[] => ['sh', '-c', text];

/** Of all processes of this machine, the command lines that hold a word. */
function running(word: string): readonly string[] {
  const found: string[] = [];
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const line = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (line.includes(word) && Number(pid) !== process.pid) found.push(line);
    } catch {
      // it has just ended
    }
  }
  return found;
}

/** Five hundred, half of them orphans. */
async function endCrowd(jail: AgentJail, word: string): Promise<void> {
  const command = shell(`i=0; while [ $i -lt 250 ]; do i=$((i+1))
    sleep ${word} & (setsid sleep ${word} > /dev/null 2>&1 &); done; echo up; sleep ${word}`);
  const plan = await planOf(jail, { command, processes: 5000 });
  const { file, args, env, cwd } = agentCommand(plan, jail);
  const child = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  expect((await endAgent(jail, child.pid ?? 0, realClock, plan.home)).left).toBe(0);
}

describe.each(['bubblewrap', 'landlock'] as const)('%s', (level) => {
  const jail = jails[level];
  const here = describeWhere(jail.level === level, jail.why);
  const places = agentPlaces(jail, { home: 'h', clone: 'c', tools: 't', runtimeDir: 'r' });

  here('refuses', () => {
    it('a plan that would work on the walls themselves', async () => {
      const plan = await planOf(jail);
      expect(() => agentCommand({ ...plan, env: { LD_PRELOAD: 'x' } }, jail)).toThrow(/LD_PRELOAD/);
      const model = { socket: 'other.sock' };
      expect(() => agentCommand({ ...plan, model }, jail)).toThrow(/not among|needs a model port/);
    });

    it('what is put into the environment of the app', async () => {
      process.env.NB_SECRET = 'x';
      const { stdout } = await run(jail, ['env']);
      process.env.NB_SECRET = undefined;
      const names = stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/=.*/s, ''));
      const known = ['PATH', 'HOME', 'PWD', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TMPDIR'];
      const ours = [markerName, 'GIT_CONFIG_NOSYSTEM', 'GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL'];
      expect(names.sort()).toEqual([...known, ...ours].sort());
    });
  });

  here('lets an agent', () => {
    it('work: its folders, its tools, its own temporary files', async () => {
      const words =
        'pwd; bench; echo x > "$HOME/f"; mktemp > /dev/null && chmod 700 "$HOME/f"; touch -d @1 "$HOME/f"';
      const { stdout, stderr, plan } = await run(jail, shell(words));
      expect({ stdout, stderr }).toEqual({
        stdout: `${level === 'bubblewrap' ? places.clone : plan.clone}\nshim\n`,
        stderr: '',
      });
      const info = fs.statSync(path.join(plan.home, 'f'));
      expect({ mode: info.mode & 0o777, mtime: info.mtimeMs }).toEqual({
        mode: 0o700,
        mtime: 1000,
      });
    });

    it('commit, with the objects of a hub that it may only read', async () => {
      const words =
        'git log --format=%s && echo "// better" >> policy.ts && git -c user.name=a -c user.email=a@b.c commit -qam mine';
      const { stdout, stderr, status, plan } = await run(jail, shell(words));
      expect({ stdout, stderr, status }).toEqual({ stdout: 'seed\n', stderr: '', status: 0 });
      expect(git(plan.clone, 'log', '--format=%s')).toBe('mine\nseed');
    });

    it('reach its socket, and its own', async () => {
      const file = (name: string): string =>
        agentPlaces(jail, { home: '', clone: '', tools: '', runtimeDir: at('run') }).socket(name);
      const talk = `
        const net = require('net');
        const ask = (to) => new Promise((done) => {
          const socket = net.connect(to, () => socket.end('hello'));
          socket.on('data', (text) => done(String(text))).on('error', (error) => done(error.code));
        });
        const own = net.createServer((socket) => socket.end('own')).listen('own.sock', async () => {
          console.log(await ask('${file('granted.sock')}'), await ask('./own.sock'));
          own.close();
        });`;
      const { stdout, stderr } = await run(jail, ['node', '-e', talk]);
      expect({ stdout, stderr }).toEqual({ stdout: 'hello own\n', stderr: '' });
    });

    it('reach its model', async () => {
      const walled = level === 'bubblewrap';
      const model = walled ? { socket: 'granted.sock' } : { port: ports.tcp };
      const talk = `
        const socket = require('net').connect(${walled ? 8901 : ports.tcp}, '127.0.0.1', () => socket.end('hello'));
        socket.on('data', (text) => console.log(String(text))).on('error', (error) => console.log(error.code));`;
      const { stdout } = await run(jail, ['node', '-e', talk], { model });
      expect(stdout).toBe('hello\n');
    });

    it.each([
      ['exit 3', 3],
      ['kill -9 $$', 137],
      ['kill -15 $$', 143],
    ])('end by itself: %s', async (words, code) => {
      expect((await run(jail, shell(words))).status).toBe(code);
    });

    it('name a program that is not there', async () => {
      const { status, stderr } = await run(jail, ['no-such-agent']);
      expect(status).toBe(127);
      expect(stderr).toMatch(/cannot start no-such-agent/);
    });

    it('use its terminal: size, keys, last words', async () => {
      const words =
        'stty size; trap "seq 2000; echo interrupted; exit 7" INT; echo ready; while :; do sleep 0.05; done';
      const plan = await planOf(jail, { terminal: true, command: shell(words) });
      const ready = Promise.withResolvers<void>();
      let text = '';
      using pty = openPty({
        ...agentCommand(plan, jail),
        ...{ cols: 133, rows: 44 },
        onData: (bytes) => {
          text += Buffer.from(bytes).toString();
          if (text.includes('ready')) ready.resolve();
        },
      });
      await Promise.race([ready.promise, pty.exited]);
      pty.write('\x03');
      expect(await pty.exited).toEqual({ code: 7, signal: null });
      expect(text).toContain('44 133');
      expect(text.trimEnd().split('\r\n').slice(-2)).toEqual(['2000', 'interrupted']);
    });
  });

  here('leaves nothing', () => {
    /** Three that would stay: a double fork, a nohup, one that hears no signal and has no environment; then `more`. */
    const daemons = (word: string, more: string): readonly string[] =>
      shell(`mkfifo f; exec 3<>f; up="echo > f; exec sleep ${word}"
        setsid sh -c "(sh -c '$up' &)"
        nohup sh -c "$up" 2> /dev/null &
        setsid env -i sh -c "trap : TERM HUP; echo > f; while :; do sleep ${word}; done" &
        read _ <&3; read _ <&3; read _ <&3; ${more}`);

    it('when it is ended', async () => {
      const word = `71${process.pid}${places.tools.length}`;
      const plan = await planOf(jail, {
        command: daemons(word, `echo up; sleep ${word}`),
      });
      const { file, args, env, cwd } = agentCommand(plan, jail);
      const child = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      expect(running(`sleep ${word}`).length).toBeGreaterThan(3);
      const { left } = await endAgent(jail, child.pid ?? 0, realClock, plan.home);
      expect({ left, running: running(`sleep ${word}`) }).toEqual({ left: 0, running: [] });
    });

    it('of a crowd', async () => {
      const word = `75${process.pid}${places.tools.length}`;
      await endCrowd(jail, word);
      expect(running(`sleep ${word}`)).toEqual([]);
    });

    it('when it ends by itself', async () => {
      const word = `72${process.pid}${places.tools.length}`;
      expect((await run(jail, daemons(word, 'exit 0'))).status).toBe(0);
      expect(running(`sleep ${word}`)).toEqual([]);
    });

    it('when whoever started it is killed', async () => {
      const word = `73${process.pid}${places.tools.length}`;
      const plan = await planOf(jail, {
        command: daemons(word, `echo up; sleep ${word}`),
      });
      // An app of its own: what the jail is told of its parent must be true.
      const app = `
        import { spawn } from 'node:child_process';
        import { agentCommand } from '${import.meta.dirname}/agentJail.ts';
        const [plan, jail] = JSON.parse(process.argv[1]);
        const { file, args, env, cwd } = agentCommand(plan, jail);
        spawn(file, args, { env, cwd, stdio: 'inherit' });`;
      const script = ['--input-type=module', '-e', app, JSON.stringify([plan, jail])];
      const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      // The pipe closes when the last of them has gone.
      await once(child.stdout.resume(), 'close');
      expect(running(`sleep ${word}`)).toEqual([]);
    });
  });
});

describe('without a jail', () => {
  it('the environment is clean, and what carries the mark is found after its starter has ended', async () => {
    const word = `74${process.pid}`;
    const { status, plan } = await run(
      jails.none,
      shell(`setsid sh -c "(sleep ${word} > /dev/null 2>&1 &)"; exit 0`),
    );
    expect(status).toBe(0);
    expect(running(`sleep ${word}`)).toHaveLength(1);
    expect(await endAgent(jails.none, -1, realClock, plan.home)).toMatchObject({ left: 0 });
    expect(running(`sleep ${word}`)).toEqual([]);
  });
});

describe('a crowd without a jail', () => {
  it('leaves nothing when it is ended', async () => {
    const word = `76${process.pid}`;
    await endCrowd(jails.none, word);
    expect(running(`sleep ${word}`)).toEqual([]);
  });
});

describe('endAgent', () => {
  it('leaves a process alone that has only got the number of one that ended', async () => {
    const other = spawn('sleep', ['600']);
    await endAgent(jails.none, other.pid ?? 0, realClock, at('agent-of-old'));
    await endAgent(jails.none, other.pid ?? 0, realClock);
    expect(running('sleep 600').length).toBeGreaterThan(0);
    expect(other.kill('SIGKILL')).toBe(true);
    expect(await once(other, 'exit')).toEqual([null, 'SIGKILL']);
  });
});

describe('probeAgentJail', () => {
  const outcome = (exec: Exec): Promise<AgentJail> =>
    probeAgentJail({ log: silentLog, appDir, cacheDir: grounds.cacheDir, exec });

  it('believes nothing that did not run', async () => {
    const silent = await outcome(async () => ({ code: 0, stdout: '{}', stderr: '' }));
    expect(silent.level).toBe('none');
    const broken = await outcome(async () => ({ code: 1, stdout: '', stderr: 'no namespaces' }));
    expect(broken).toMatchObject({ level: 'none', why: expect.stringContaining('no namespaces') });
  });

  itWhere(jails.bubblewrap.level !== 'none', jails.bubblewrap.why)(
    'is not content with a wall that lets something through',
    async () => {
      const leaky = await outcome(async (file, args, options) => {
        const said = await execProgram(file, args, options);
        return {
          ...said,
          stdout: said.stdout.replace('"read the app":false', '"read the app":true'),
        };
      });
      expect(leaky).toMatchObject({
        level: 'none',
        why: expect.stringContaining('it could read the app'),
      });
    },
  );

  it('says what is missing to build the launcher', async () => {
    const poor = await probeAgentJail({ log: silentLog, appDir: at(), cacheDir: at('cache') });
    expect(poor.level).toBe('none');
    expect(poor.why).toMatch(/no Landlock: it cannot be kept/);
  });
});
