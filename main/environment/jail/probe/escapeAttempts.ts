/**
 * A hostile program for the jail's tests. Tries one thing after another and prints what it got, as JSON:
 * "refused: …" or "got: …". Told by one JSON argument what lies outside. Run alone it harms nothing.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

interface Outside {
  readonly files: Readonly<Record<string, string>>;
  readonly port: number;
  readonly socket: string;
  readonly pid: number;
}

const outside = JSON.parse(process.argv[2] ?? '{}') as Outside;
const results: Record<string, string> = {};

async function attempt(name: string, run: () => unknown): Promise<void> {
  try {
    results[name] = `got: ${String(await run()).slice(0, 200)}`;
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message: string };
    results[name] = `refused: ${code ?? message}`;
  }
}

const reach = (target: { port: number; host: string } | { path: string }): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(target as never, () => resolve('connected'));
    socket.once('error', reject);
  });

const started = (file: string, args: readonly string[]): string => {
  const child = spawnSync(file, [...args]);
  if (child.error !== undefined) throw child.error;
  return `${child.status} ${child.stdout}`;
};

for (const [name, file] of Object.entries(outside.files ?? {}))
  await attempt(`read ${name}`, () => readFileSync(file, 'utf8'));
await attempt('list the folder above', () => readdirSync('..').sort());
await attempt('list the root', () => readdirSync('/').sort());
await attempt('read the environment', () => JSON.stringify(process.env));
await attempt('reach a port of this machine', () =>
  reach({ port: outside.port, host: '127.0.0.1' }),
);
await attempt('reach a socket of this machine', () => reach({ path: outside.socket }));
await attempt('reach the world', () => reach({ port: 53, host: '1.1.1.1' }));
for (const place of ['/program', '/app', '/app/main/environment/sdk', '/', '/dev', '/etc'])
  await attempt(`write into ${place}`, () => writeFileSync(`${place}/written`, 'x') ?? 'written');
await attempt(
  'change its own program',
  () => writeFileSync(process.argv[1] ?? '', '') ?? 'written',
);
await attempt('signal a process outside', () => process.kill(outside.pid, 0));
await attempt('become root', () => process.setuid?.(0) ?? 'is root');
await attempt('user', () => process.getuid?.());
await attempt('start a shell', () => started('/bin/sh', ['-c', 'echo shell']));
await attempt('start itself', () => started(process.execPath, ['-e', 'console.log(1)']));
// Without the fence a second isolate finds no room within the memory bound, and the whole program ends.
if (process.permission !== undefined)
  await attempt('start a thread', () => new Worker('', { eval: true }) && 'started');
writeSync(1, JSON.stringify(results));
process.exit(0);
