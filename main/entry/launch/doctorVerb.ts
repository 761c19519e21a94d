/**
 * `bench doctor`: what this machine has and lacks, each with its remedy. Looks only; changes nothing.
 */
import { chmodSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { access, readFile, statfs } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { silentLog } from '../../base/lib/log.ts';
import { probeJail } from '../../environment/jail/jail.ts';
import { reachRunning } from '../cli/reachCore.ts';
import type { VerbCall, VerbSpec } from '../cli/verb.ts';
import { appDir, appVersion } from './appVersion.ts';
import { windowSourceHash } from './buildWindow.ts';
import { findElectronBinary, findElectronPackage } from './electronBinary.ts';
import { hasDisplay } from './openWindow.ts';
import type { Machine, Part } from './parts.ts';
import { findParts, hasApt, thisMachine } from './parts.ts';

export interface Finding {
  readonly name: string;
  readonly level: 'good' | 'lesser' | 'missing';
  readonly says: string;
  readonly remedy: string | null;
}

const minFreeGb = 2;

function good(name: string, says: string): Finding {
  return { name, level: 'good', says, remedy: null };
}

function partFinding(part: Part, machine: Machine): Finding {
  if (part.found !== null) return good(part.name, `${part.found.version} (${part.found.path})`);
  const apt = `sudo apt-get install ${part.aptPackage}`;
  return {
    name: part.name,
    level: part.name === 'git' || part.name === 'ffmpeg' ? 'missing' : 'lesser',
    says: `missing: ${part.without}`,
    remedy: hasApt(machine) ? `npx bench setup, or ${apt}` : `install ${part.name}`,
  };
}

/** A jail that is installed may still be forbidden (containers, user namespaces switched off). Keeps nothing. */
async function jailFinding(): Promise<Finding> {
  const launcherDir = mkdtempSync(join(tmpdir(), 'nightbench-doctor-'));
  using _gone = { [Symbol.dispose]: () => rmSync(launcherDir, { recursive: true, force: true }) };
  chmodSync(launcherDir, 0o755);
  const { level, why } = await probeJail({ log: silentLog, appDir, launcherDir });
  if (level === 'bubblewrap') return good('jail', why);
  const says = level === 'landlock' ? why : `none, task programs run with your rights: ${why}`;
  const remedy = [
    'npx bench setup installs bubblewrap; in a container allow user namespaces,',
    'on Ubuntu 24.04 or newer give /usr/bin/bwrap an AppArmor profile with "userns,"',
  ].join(' ');
  return { name: 'jail', level: 'lesser', says, remedy };
}

async function diskFinding(dataDir: string): Promise<Finding> {
  let dir = dataDir;
  while (!existsSync(dir) && dirname(dir) !== dir) dir = dirname(dir);
  const { bavail, bsize } = await statfs(dir);
  const freeGb = (bavail * bsize) / 1e9;
  const writable = await access(dir, constants.W_OK).then(
    () => true,
    () => false,
  );
  const says = `${freeGb.toFixed(1)} GB free for ${dataDir}`;
  if (!writable)
    return {
      name: 'data folder',
      level: 'missing',
      says: `${dir} is not writable`,
      remedy: 'name another with --data DIR',
    };
  if (freeGb < minFreeGb)
    return {
      name: 'data folder',
      level: 'lesser',
      says,
      remedy: `make room: at least ${minFreeGb} GB`,
    };
  return good('data folder', says);
}

function nodeFinding(): Finding {
  const says = `${process.versions.node} (${process.execPath})`;
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return good('node', says);
  return {
    name: 'node',
    level: 'missing',
    says,
    remedy: 'npm ci brings Node 24 on Linux x64; elsewhere install it',
  };
}

function coresFinding(): Finding {
  const cores = availableParallelism();
  const says = `${cores} cores, ${(totalmem() / 1e9).toFixed(1)} GB of memory`;
  if (cores >= 2) return good('computer', says);
  return {
    name: 'computer',
    level: 'lesser',
    says,
    remedy: 'two cores or more keep the 50 Hz loop on time',
  };
}

function displayFinding(machine: Machine): Finding {
  const { DISPLAY, WAYLAND_DISPLAY } = machine.env;
  if (hasDisplay(machine)) return good('display', WAYLAND_DISPLAY ?? DISPLAY ?? 'there');
  return {
    name: 'display',
    level: 'lesser',
    says: 'none: npm start prints a link instead of opening a window',
    remedy: null,
  };
}

function shellFinding(machine: Machine): Finding {
  const electron = findElectronPackage(appDir);
  const binary = electron === null ? null : findElectronBinary(electron, machine.env);
  if (binary !== null) return good('electron', `${electron?.version ?? ''} (${binary})`);
  return {
    name: 'electron',
    level: 'lesser',
    says: 'no binary: the window opens in Chromium',
    remedy: null,
  };
}

async function windowFinding(): Promise<Finding> {
  const stamp = join(appDir, 'dist/window/.sources');
  const built = await readFile(stamp, 'utf8').catch(() => null);
  if (built === null)
    return {
      name: 'window',
      level: 'lesser',
      says: 'not built yet',
      remedy: 'npm start builds it',
    };
  const fresh = !existsSync(join(appDir, 'renderer')) || built === windowSourceHash(appDir);
  if (fresh) return good('window', 'built and fresh');
  return {
    name: 'window',
    level: 'lesser',
    says: 'built, but stale',
    remedy: 'npm start builds it',
  };
}

async function coreFinding(call: VerbCall): Promise<Finding> {
  await using running = await reachRunning(call);
  if (running === null) return good('core', `none runs on ${call.dataDir}`);
  const { pid, version } = await running.client.call('core.info', {});
  return good('core', `${version} runs as process ${pid}`);
}

async function examine(call: VerbCall): Promise<readonly Finding[]> {
  const machine = await thisMachine();
  const parts = await findParts(machine);
  return [
    good('nightbench', `${appVersion()} (${appDir})`),
    nodeFinding(),
    coresFinding(),
    ...parts.map((part) => partFinding(part, machine)),
    await jailFinding(),
    displayFinding(machine),
    shellFinding(machine),
    await windowFinding(),
    await diskFinding(call.dataDir),
    await coreFinding(call),
  ];
}

const marks: Readonly<Record<Finding['level'], string>> = {
  good: 'ok     ',
  lesser: 'lesser ',
  missing: 'missing',
};

export const doctor: VerbSpec = {
  name: 'doctor',
  summary: 'Look at every part of this machine and say what is missing',
  detail: 'Changes nothing. Exit code 1 when something that is needed is missing.',
  args: [],
  flags: [],
  examples: [
    {
      line: 'npx bench doctor --json',
      says: '{"ok":…,"parts":[{"name","level","says","remedy"}, …]}',
    },
  ],
  async run(call) {
    const findings = await examine(call);
    const ok = findings.every((finding) => finding.level !== 'missing');
    if (call.json) {
      call.terminal.out(JSON.stringify({ ok, parts: findings }));
      return ok ? 0 : 1;
    }
    for (const { name, level, says, remedy } of findings) {
      call.terminal.out(`${marks[level]}  ${name.padEnd(12)} ${says}`);
      if (remedy !== null && level !== 'good') call.terminal.out(`${' '.repeat(22)} → ${remedy}`);
    }
    return ok ? 0 : 1;
  },
};
