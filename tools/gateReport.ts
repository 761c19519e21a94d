/**
 * Writes `tasks/TASK/gate.json`: `node tools/gateReport.ts TASK --data DIR [--seed N] [--times N]`. What DIR's ledger does
 * not have yet is done first, by the commands that the report then names: demos by the scripted operator, the shipped judge
 * measured on the locked ones, the shipped reset measured. Figures come from the ledger alone (of several folders, where
 * `--data` is said again); what does not meet its gate is left out. The latency is of this machine: let it do nothing else.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { must } from '../main/base/lib/assert.ts';
import { realClock } from '../main/base/lib/clock.ts';
import { silentLog } from '../main/base/lib/log.ts';
import { appDir, appVersion } from '../main/entry/launch/appVersion.ts';
import { planGate, whyNotMet } from '../main/environment/judge/planGate.ts';
import { whyNotReset } from '../main/environment/reset/planResetGate.ts';
import {
  type GateReport,
  gateReportFile,
  readGateReport,
  underJudge,
  underReset,
} from '../main/environment/task/gateReport.ts';
import { hashTree } from '../main/environment/task/hashTree.ts';
import { readManifest } from '../main/environment/task/readManifest.ts';
import { ledgerPath } from '../main/store/dataLayout.ts';
import { openLedger } from '../main/store/ledger/ledger.ts';

interface Words {
  readonly task: string;
  /** What is lacking is done in the first. */
  readonly dataDirs: readonly string[];
  readonly seed: number;
  readonly times: number;
}

/** Where the reset leaves alone what stands well already, something must move it in between. */
const between: Readonly<Record<string, 'nothing' | 'policy'>> = { touch: 'policy' };
const shown = '--success 40 --failure 80 --near-miss 40 --label-errors 0.02';

function parseWords(): Words {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
      times: { type: 'string', default: '100' },
    },
  });
  const [task] = positionals;
  const [seed, times] = [Number(values.seed), Number(values.times)];
  const isWhole = Number.isSafeInteger(seed) && Number.isSafeInteger(times);
  if (task === undefined || values.data.length === 0 || !isWhole || times < 20)
    throw new Error('node tools/gateReport.ts TASK --data DIR [--seed N] [--times N, at least 20]');
  return { task, dataDirs: values.data.map((dir) => path.resolve(dir)), seed, times };
}

function commandsOf({ task, seed, times }: Words) {
  const how = between[task] ?? 'nothing';
  return {
    show: `demos synth --task ${task} ${shown} --seed ${seed} --lockstep`,
    measure: `judge measure --task ${task} --judge shipped`,
    reset: `reset run --task ${task} --reset shipped --times ${times} --seed ${seed} --lockstep --between ${how}`,
  };
}

function run(command: string, dataDir: string): void {
  console.log(`bench ${command}`);
  const bench = path.join(appDir, 'main', 'entry', 'bench.mjs');
  const words = [bench, ...command.split(' '), '--json', '--data', dataDir];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`bench ${command} ended with ${status}`);
}

/** The newest that a folder's ledger has of these very bytes. */
function readFolder(
  { task, seed }: Words,
  dataDir: string,
  hashes: { readonly judge: string; readonly reset: string },
) {
  if (!existsSync(ledgerPath(dataDir))) return { judge: null, reset: null, demos: 0 };
  const options = { clock: realClock, log: silentLog, softwareVersion: appVersion() };
  using ledger = openLedger(ledgerPath(dataDir), options);
  if (ledger.notes('bench-chosen', 1).length > 0)
    throw new Error('another bench was chosen in this folder: take a new one');
  const all = Number.MAX_SAFE_INTEGER;
  const demos = ledger.notes('demo-recorded', all).map(({ body }) => body);
  for (const body of demos)
    if (body.kind === 'demo-recorded')
      if (body.task !== task || body.origin.kind !== 'synth' || body.origin.seed !== seed)
        throw new Error(`${body.demoId} is not of this recipe: take a new folder`);
  const judge = ledger.notes('judge-measured', all).flatMap(({ body, wallTime }) => {
    const isOurs = body.kind === 'judge-measured' && body.hash === hashes.judge;
    return isOurs && body.task === task ? [{ ...body.measure, wallTime }] : [];
  });
  const reset = ledger.notes('reset-measured', all).flatMap(({ body, wallTime }) => {
    const isOurs = body.kind === 'reset-measured' && body.hash === hashes.reset;
    return isOurs && body.task === task ? [{ ...body.measure, wallTime }] : [];
  });
  return { judge: judge[0] ?? null, reset: reset[0] ?? null, demos: demos.length };
}

function readFigures(words: Words, hashes: { readonly judge: string; readonly reset: string }) {
  const all = words.dataDirs.map((dataDir) => readFolder(words, dataDir, hashes));
  return {
    judge: all.find(({ judge }) => judge !== null)?.judge ?? null,
    reset: all.find(({ reset }) => reset !== null)?.reset ?? null,
    demos: all.reduce((sum, { demos }) => sum + demos, 0),
  };
}

async function makeReport(words: Words): Promise<GateReport> {
  const { task, dataDirs, seed, times } = words;
  const dataDir = must(dataDirs[0]);
  const dir = path.join(appDir, 'tasks', task);
  const folder = (name: string): string => path.join(dir, name);
  const hashes = { judge: await hashTree(folder('judge')), reset: await hashTree(folder('reset')) };
  const commands = commandsOf(words);
  const known = readFigures(words, hashes);
  if (known.demos === 0) run(commands.show, dataDir);
  if (known.judge === null) run(commands.measure, dataDir);
  if (known.reset === null) run(commands.reset, dataDir);
  const { judge, reset } = readFigures(words, hashes);
  if (judge === null || reset === null) throw new Error('the folder has not measured these bytes');
  if (reset.times !== times || reset.seed !== seed || reset.clock !== 'lockstep')
    throw new Error('its newest measuring of the reset was another one: take a new folder');
  // What does not meet its gate is not shipped as if it did.
  const whyNot = {
    judge: whyNotMet(judge, planGate(judge, null)),
    reset: whyNotReset(reset),
  };
  for (const [part, why] of Object.entries(whyNot))
    if (why.length > 0)
      console.error(`left out, the gate of the ${part} is not met: ${why.join(' ')}`);
  const manifest = await readManifest(dir);
  const measured = {
    ...({ seed, clock: 'lockstep', bench: 'simulated', software: appVersion() } as const),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`,
  };
  const typed = (...all: readonly string[]) => all.map((command) => `bench ${command}`);
  return {
    ...{ version: 1, task },
    judge:
      whyNot.judge.length > 0
        ? null
        : {
            ...{ hash: hashes.judge, under: underJudge(manifest) },
            measured: { ...measured, commands: typed(commands.show, commands.measure) },
            measure: judge,
          },
    reset:
      whyNot.reset.length > 0
        ? null
        : {
            ...{ hash: hashes.reset, under: await underReset(manifest, folder('scene')) },
            measured: { ...measured, commands: typed(commands.reset) },
            measure: reset,
          },
  };
}

const words = parseWords();
const file = path.join(appDir, 'tasks', words.task, gateReportFile);
writeFileSync(file, `${JSON.stringify(await makeReport(words), null, 2)}\n`);
spawnSync('npx', ['biome', 'check', '--write', file], { cwd: appDir, stdio: 'inherit' });
// It is read as any core will read it.
await readGateReport(path.dirname(file));
console.log(`${file} is written`);
