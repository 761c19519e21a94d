/**
 * A hub of a small task in a temporary folder, and hands to be an agent with: real clones, real commits, and objects that
 * no honest git would write. The clone's git runs with an agent's own configuration, as it would in its jail.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { Hub, HubPorts, Taken } from '../../main/evolution/hub/hub.ts';
import { openHub } from '../../main/evolution/hub/openHub.ts';

export interface HubUnderTest extends Disposable {
  readonly hub: Hub;
  readonly root: string;
  readonly taskDir: string;
  readonly ports: HubPorts;
  /** The same hub after a restart. */
  reopen(): Promise<Hub>;
  clone(agentId: string, from?: string): Promise<TestClone>;
}

export interface TestClone {
  readonly agentId: string;
  readonly dir: string;
  git(...args: readonly string[]): string;
  gitIn(input: string | Buffer, ...args: readonly string[]): string;
  write(name: string, text: string | Buffer): void;
  /** Writes, adds all, commits; gives the commit. */
  commit(files: Readonly<Record<string, string | Buffer>>, message?: string): string;
  /** A commit of this tree (raw bytes of tree objects may be anything) on HEAD, which moves there. */
  commitTree(tree: string, message?: string): string;
  /** A tree object of these entries, written without any check. */
  tree(entries: readonly (readonly [mode: string, name: string | Buffer, oid: string])[]): string;
  blob(bytes: string | Buffer): string;
  take(): Promise<Taken>;
}

const agentEnv = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  LC_ALL: 'C',
};

export function runGit(cwd: string, args: readonly string[], input: string | Buffer = ''): string {
  const options = { cwd, env: agentEnv, input, maxBuffer: 64 << 20, stdio: 'pipe' } as const;
  return execFileSync('git', [...args], options)
    .toString('utf8')
    .trim();
}

export function writeFiles(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

function testClone(hub: () => Hub, agentId: string, dir: string): TestClone {
  const git = (...args: readonly string[]): string => runGit(dir, args);
  const gitIn = (input: string | Buffer, ...args: readonly string[]): string =>
    runGit(dir, args, input);
  return {
    agentId,
    dir,
    git,
    gitIn,
    write: (name, text) => writeFiles(dir, { [name]: text }),
    commit: (files, message = 'a change') => {
      writeFiles(dir, files);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    commitTree: (tree, message = 'made by hand') => {
      const commit = git('commit-tree', tree, '-p', 'HEAD', '-m', message);
      git('update-ref', 'HEAD', commit);
      return commit;
    },
    tree: (entries) => {
      const parts = entries.map(([mode, name, oid]) =>
        Buffer.concat([
          Buffer.from(`${mode} `),
          Buffer.from(name),
          Buffer.from([0]),
          Buffer.from(oid, 'hex'),
        ]),
      );
      return gitIn(
        Buffer.concat(parts),
        'hash-object',
        '-t',
        'tree',
        '-w',
        '--stdin',
        '--literally',
      );
    },
    blob: (bytes) => gitIn(bytes, 'hash-object', '-w', '--stdin'),
    take: () => hub().take(agentId, dir),
  };
}

/** `packCommand` null: clones are read unconfined. */
export async function hubUnderTest(
  packCommand: (root: string) => HubPorts['packCommand'] = () => () => null,
): Promise<HubUnderTest> {
  const root = mkdtempSync(path.join(tmpdir(), 'nightbench-hub-'));
  const taskDir = path.join(root, 'task');
  writeFiles(taskDir, {
    'program.md': 'Touch the cube.\n',
    'policy/policy.ts': 'export const speed = 1;\n',
    'policy/parts/plan.ts': 'export const plan = [];\n',
    'notes/README.md': 'What is known.\n',
    'judge/judge.ts': 'export const threshold = 0.5;\n',
    'reset/reset.ts': 'export const seed = 7;\n',
    'scene/oracle.ts': 'export const truth = 1;\n',
    'task.json': '{}\n',
  });
  const hubsDir = path.join(root, 'hubs');
  const ports: HubPorts = {
    clock: realClock,
    log: silentLog,
    hubsDir,
    benchId: 'bench-1',
    packCommand: packCommand(root),
  };
  const open = (): Promise<Hub> => openHub(ports, { id: 'touch', dir: taskDir });
  let hub = await open();
  return {
    hub,
    root,
    taskDir,
    ports,
    reopen: async () => {
      hub = await open();
      return hub;
    },
    clone: async (agentId, from) => {
      const dir = path.join(root, 'clones', agentId);
      await hub.clone(dir, from === undefined ? { agentId } : { agentId, from });
      return testClone(() => hub, agentId, dir);
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The reason of a refusal; fails when it was none. */
export function refusal(taken: Taken): string {
  if (taken.kind === 'refused') return taken.reason;
  throw new Error(`accepted ${taken.commit}`);
}

/** Accepted, or the reason why not as a failure. */
export function accepted(taken: Taken): Extract<Taken, { kind: 'accepted' }> {
  if (taken.kind === 'accepted') return taken;
  throw new Error(taken.reason);
}
