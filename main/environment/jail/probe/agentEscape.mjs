/**
 * A hostile agent, for tests: run as the agent's command inside a jail it tries one way out after another and prints one
 * JSON object of name → "refused: …", "got: …" or "untried: …" (a program that it needs is missing). Told by its last
 * argument, JSON or a file of it, what lies outside. What it would break is the test's own; without a jail it does.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { resolve4 } from 'node:dns/promises';
import * as fs from 'node:fs';
import { connect, createServer } from 'node:net';
import { setPriority } from 'node:os';

/**
 * files: read, changed, moved, linked · peeks: only looked at · folders: listed, written into · hub: a bare repository that
 * may be read · ports, udpPort (answers), sockets, abstracts · pids · tools: its own · run: programs outside · url: of the
 * window's door · mptcp: whether that socket is a way out.
 */
const outside = {
  files: {},
  peeks: {},
  folders: {},
  ports: {},
  sockets: {},
  pids: {},
  run: {},
  abstracts: {},
};
const told = process.argv.at(-1);
Object.assign(outside, JSON.parse(told.startsWith('{') ? told : fs.readFileSync(told, 'utf8')));
const results = {};
process.env.PATH += ':/usr/sbin:/sbin';

async function attempt(name, run) {
  try {
    const got = await run();
    results[name] = `got: ${String(got).slice(0, 200)}`;
  } catch (thrown) {
    if (thrown.untried) results[name] = `untried: ${thrown.message}`;
    else results[name] = `refused: ${thrown.code ?? thrown.message}`.slice(0, 200);
  }
}
const each = async (things, run) => {
  for (const [name, thing] of Object.entries(things)) await run(name, thing);
};

/** Throws what the program said unless it ended well. */
function run(file, ...args) {
  const done = spawnSync(file, args, { encoding: 'utf8', timeout: 5000, killSignal: 'SIGKILL' });
  if (done.error?.code === 'ENOENT' && !file.startsWith('/'))
    throw Object.assign(new Error(`no ${file}`), { untried: true });
  if (done.error !== undefined) throw done.error;
  if (done.status === 0) return done.stdout;
  throw new Error(done.stderr.trim().split('\n').at(-1) || `ended with ${done.status}`);
}
/** A system call by number, through Perl. */
const call = (x64, arm64, ...args) =>
  run(
    'perl',
    '-e',
    `my $r = syscall(${process.arch === 'arm64' ? arm64 : x64}, ${args.join(', ') || '0'});
     if ($r < 0) { print STDERR "$!"; exit 1 } print $r;`,
  );

/** Something that takes a second: silence is a refusal. */
const second = () => new Promise((resolve) => spawn('sleep', ['1']).once('exit', resolve));
const within = async (promise) => {
  const late = second().then(() => Promise.reject(new Error('no answer')));
  return await Promise.race([promise, late]);
};
const reach = (target) =>
  within(
    new Promise((resolve, reject) => {
      const socket = connect(target, () => resolve(socket.destroy() && 'connected'));
      socket.once('error', reject);
    }),
  );

async function tryFiles() {
  await each(outside.files, async (name, file) => {
    await attempt(`read ${name}`, () => fs.readFileSync(file));
    await attempt(`change ${name}`, () => fs.appendFileSync(file, 'x') ?? 'changed');
    await attempt(`empty ${name}`, () => fs.truncateSync(file) ?? 'emptied');
    await attempt(`open ${name} and empty it`, () => fs.openSync(file, fs.constants.O_TRUNC));
    await attempt(`set the mode of ${name}`, () => fs.chmodSync(file, 0o777) ?? 'set');
    await attempt(`own ${name}`, () => fs.chownSync(file, 65533, 65533) ?? 'owned');
    await attempt(`set the times of ${name}`, () => fs.utimesSync(file, 1, 1) ?? 'set');
    await attempt(`link to ${name}`, () => fs.linkSync(file, 'hard') ?? 'linked');
    fs.rmSync('soft', { force: true });
    fs.symlinkSync(file, 'soft');
    await attempt(`read ${name} by a link`, () => fs.readFileSync('soft'));
    await attempt(`change ${name} by a link`, () => fs.appendFileSync('soft', 'x') ?? 'changed');
    await attempt(`set the mode of ${name} by a link`, () => fs.chmodSync('soft', 0o777) ?? 'set');
    await attempt(`copy ${name} by another program`, () => run('cp', file, 'copied'));
    await attempt(`move ${name}`, () => fs.renameSync(file, `${file}.moved`) ?? 'moved');
    await attempt(`take ${name}`, () => fs.renameSync(file, 'taken') ?? 'taken');
    await attempt(`remove ${name}`, () => fs.unlinkSync(file) ?? 'removed');
  });
  await each(outside.folders, async (name, dir) => {
    await attempt(`list ${name}`, () => fs.readdirSync(dir));
    await attempt(`write into ${name}`, () => fs.writeFileSync(`${dir}/written`, 'x') ?? 'written');
    await attempt(`make a folder in ${name}`, () => fs.mkdirSync(`${dir}/made`) ?? 'made');
    await attempt(`close ${name}`, () => fs.chmodSync(dir, 0) ?? 'closed');
    await attempt(`link into ${name}`, () => fs.symlinkSync('/', `${dir}/soft`) ?? 'linked');
  });
}

async function tryPeeks() {
  await each(outside.peeks, async (name, at) => {
    const look = () => (fs.statSync(at).isDirectory() ? fs.readdirSync(at) : fs.readFileSync(at));
    await attempt(`see ${name}`, look);
    await attempt(`copy ${name}`, () => run('cp', '-r', at, 'seen'));
  });
}

async function tryHub() {
  const { hub } = outside;
  if (hub === undefined) return;
  fs.writeFileSync(`${process.env.HOME}/.gitconfig`, '[safe]\n\tdirectory = *\n');
  await attempt('push to the hub', () => run('git', 'push', hub, 'HEAD:refs/heads/x'));
  await attempt('pack the hub', () => run('git', '-C', hub, 'pack-refs', '--all'));
  for (const name of ['config', 'HEAD', 'hooks/pre-receive', 'refs/heads/mine', 'objects/written'])
    await attempt(`write the hub's ${name}`, () => fs.writeFileSync(`${hub}/${name}`, 'x') ?? 'ok');
}

async function tryNetwork() {
  await each(outside.ports, async (name, port) => {
    await attempt(`reach ${name}`, () => reach({ port, host: '127.0.0.1' }));
    await attempt(`reach ${name} by IPv6`, () => reach({ port, host: '::1' }));
  });
  await each(outside.sockets, (name, path) => attempt(`reach ${name}`, () => reach({ path })));
  await each(outside.sockets, (name, path) =>
    attempt(`reach ${name} by a link`, () => {
      fs.rmSync('s', { force: true });
      fs.symlinkSync(path, 's');
      return reach({ path: './s' });
    }),
  );
  await each(outside.abstracts, (name, path) =>
    attempt(`reach ${name}`, () => reach({ path: `\0${path}` })),
  );
  await attempt('reach the world', () => reach({ port: 53, host: '1.1.1.1' }));
  await attempt('ask for a name', () => within(resolve4('example.org')));
  await attempt('send a datagram', () => {
    const socket = createSocket('udp4');
    const answered = new Promise((resolve, reject) => {
      socket.once('message', (text) => resolve(text)).once('error', reject);
      socket.send('x', outside.udpPort ?? 9, '127.0.0.1');
    });
    return within(answered).finally(() => socket.close());
  });
  await attempt('listen on a port', () => {
    const server = createServer();
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '0.0.0.0', () => resolve(server.close() && 'listening'));
    });
  });
  await attempt('listen without binding', () =>
    run(
      'perl',
      '-e',
      'use Socket; socket(S, AF_INET, SOCK_STREAM, 6) && listen(S, 1) or die "$!\\n"; print "listening"',
    ),
  );
  if (outside.mptcp) await attempt('make an MPTCP socket', () => call(41, 198, 2, 1, 262));
  await attempt('make a raw socket', () => call(41, 198, 17, 3, 768));
  if (outside.url !== undefined)
    await attempt("fetch the window's door", async () => (await within(fetch(outside.url))).status);
}

async function tryProcesses() {
  await each(outside.pids, async (name, pid) => {
    await attempt(`signal ${name}`, () => process.kill(pid, 0));
    await attempt(`stop ${name}`, () => process.kill(pid, 'SIGWINCH'));
    for (const what of ['environ', 'mem', 'maps', 'root/etc/passwd'])
      await attempt(`read ${what} of ${name}`, () => fs.readFileSync(`/proc/${pid}/${what}`));
    for (const what of ['fd', 'cwd/', 'root/'])
      await attempt(`list ${what} of ${name}`, () => fs.readdirSync(`/proc/${pid}/${what}`));
    await attempt(`see what is behind a file of ${name}`, () =>
      fs.readlinkSync(`/proc/${pid}/fd/0`),
    );
    await attempt(`trace ${name}`, () => call(101, 117, 16, pid, 0, 0));
    await attempt(`limit ${name}`, () => run('prlimit', '--pid', `${pid}`, '--core=0:0'));
    await attempt(`slow ${name}`, () => setPriority(pid, 19) ?? 'slowed');
    await attempt(`enter the namespaces of ${name}`, () =>
      run('nsenter', '-t', `${pid}`, '-a', 'id'),
    );
  });
}

async function tryKernel() {
  const mounting = ['-t', 'tmpfs', 'none', '/tmp'];
  await attempt('mount', () => run('mount', ...mounting));
  await attempt('remount the root', () => run('mount', '-o', 'remount,rw', '/'));
  await attempt('make a user namespace', () => run('unshare', '-Ur', 'id'));
  await attempt('mount in a user namespace', () => run('unshare', '-Urm', 'mount', ...mounting));
  await attempt('make a network', () => run('unshare', '-n', 'id'));
  await attempt('nest a jail', () => run('bwrap', '--ro-bind', '/', '/', 'id'));
  await attempt('change the root', () => run('chroot', '/', 'id'));
  await attempt('become root', () => process.setuid(0) ?? 'is root');
  await attempt('become root by su', () => run('su', '-c', 'id'));
  await attempt('become root by sudo', () => run('sudo', '-n', 'id'));
  await attempt('make a device', () => run('mknod', 'disk', 'b', '254', '0'));
  await attempt('use io_uring', () => call(425, 425, 8, 0));
  await attempt('read the keyring', () => call(250, 219, 0, -4, 0));
  await attempt('load a BPF program', () => call(321, 280, 5, 0, 0));
  await attempt('open by handle', () => call(304, 265, -100, 0, 0));
  for (const name of ['mem', 'kmsg', 'kvm', 'ttyS0', 'ttyUSB0', 'ttyACM0', 'video0', 'vda', 'sda'])
    await attempt(`open the device ${name}`, () => fs.openSync(`/dev/${name}`, 'r'));
  for (const name of ['sys/kernel/core_pattern', 'sysrq-trigger', 'sys/kernel/hostname'])
    await attempt(`write ${name}`, () => fs.writeFileSync(`/proc/${name}`, 'x') ?? 'written');
  for (const at of ['kernel/mm/ksm/run', 'fs/cgroup/cgroup.procs', 'power/state'])
    await attempt(`write /sys/${at}`, () => fs.writeFileSync(`/sys/${at}`, '0') ?? 'written');
  await attempt('type into a terminal', () =>
    run('perl', '-e', 'my $c = "x"; ioctl(STDIN, 0x5412, $c) or die "$!\\n"; print "typed"'),
  );
}

async function tryItsOwnWalls() {
  const { tools } = outside;
  for (const name of ['launch.mjs', 'bin/node', 'bin/bench'])
    await attempt(`change its ${name}`, () => fs.appendFileSync(`${tools}/${name}`, 'x') ?? 'ok');
  await attempt('replace its launcher', () => fs.unlinkSync(`${tools}/launch.mjs`) ?? 'removed');
  for (const dir of ['/', '/usr', '/usr/bin', '/etc', '/dev', '/run', '/opt', '/var', '/boot'])
    await attempt(`write into ${dir}`, () => fs.writeFileSync(`${dir}/nb-x`, 'x') ?? 'written');
  await attempt('read the passwords', () => fs.readFileSync('/etc/shadow'));
  await each(outside.run, (name, [file, ...args]) =>
    attempt(`run ${name}`, () => run(file, ...args)),
  );
}

await tryNetwork();
await tryProcesses();
await tryKernel();
await tryItsOwnWalls();
await tryHub();
await tryPeeks();
await tryFiles();
fs.writeSync(1, `${JSON.stringify(results)}\n`);
process.exit(0);
