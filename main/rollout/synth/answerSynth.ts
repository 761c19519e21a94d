/**
 * The contract's command for the scripted operator: a tool for tests and benchmarks, which says so in each recording's
 * origin. It shows what was asked for in lockstep, labels it, and leaves a split, locked set. The same seed gives the same
 * bytes of steps and the same labels.
 */
import path from 'node:path';
import type { Answers } from '../../base/api/answers.ts';
import type { CommandArgsParsed } from '../../base/api/contract.ts';
import { sha256 } from '../../base/host/canonical.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { SynthReport } from '../../base/model/exchange.ts';
import type { ExchangeJobs, JobSteps } from '../../environment/exchange/exchangeJobs.ts';
import { demosDir, stepsFile } from '../../store/dataLayout.ts';
import { readDemoEnd } from '../../store/record/demoSchema.ts';
import type { OpenTeleopScript, TeleopScript } from '../teleop/openTeleopScript.ts';
import { type LabelPorts, labelSession } from './labelSession.ts';
import { createOperatorHand } from './operatorHand.ts';
import { planSession } from './planSession.ts';
import { type ShownDemo, showDemo } from './showDemo.ts';
import { thingOf } from './shownThings.ts';

export type SynthAnswers = Answers<'demo.synth'>;

export interface SynthPorts extends LabelPorts {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly jobs: ExchangeJobs;
  readonly dataDir: string;
  readonly openScript: (options: OpenTeleopScript) => Promise<TeleopScript>;
}

type SynthArgs = CommandArgsParsed<'demo.synth'>;

interface Session {
  readonly shown: readonly ShownDemo[];
  readonly benchSeconds: number;
}

async function show(ports: SynthPorts, args: SynthArgs, steps: JobSteps): Promise<Session> {
  const { task, seed } = args;
  await using script = await ports.openScript({ task, seed, signal: steps.signal });
  const { manifest } = script;
  const thing = thingOf(manifest);
  if (thing === null)
    throw new BenchError('refused', `the scripted operator cannot show ${task}`, {
      hint: 'It knows tasks with a T or a puck: push-t, touch and those made from them.',
    });
  const names = manifest.nearMisses.map(({ name }) => name);
  if (args.nearMiss > 0 && names.length === 0)
    throw new BenchError('bad-input', `${task} names no near misses`);
  const wish = { success: args.success, failure: args.failure, nearMisses: args.nearMiss, seed };
  const plan = planSession(thing, manifest.success, names, wish);
  const hand = createOperatorHand(script, thing.object);
  const shown: ShownDemo[] = [];
  for (const planned of plan) {
    steps.progress(shown.length, plan.length, `demo ${planned.index + 1}: ${planned.kind}`);
    shown.push(await showDemo(script, hand, planned, seed));
  }
  steps.progress(plan.length, plan.length, 'labels');
  return { shown, benchSeconds: script.now.atMs / 1000 };
}

/** Before anything is locked, which moves recordings. */
function stepHashes(dataDir: string, shown: readonly ShownDemo[]): readonly string[] {
  return shown.map(({ demo }) => {
    const end = readDemoEnd(path.join(demosDir(dataDir), demo.recordingId));
    return end?.files[stepsFile]?.sha256 ?? '';
  });
}

async function runSession(
  ports: SynthPorts,
  args: SynthArgs,
  steps: JobSteps,
): Promise<SynthReport> {
  const sinceMs = ports.clock.nowMs();
  const { shown, benchSeconds } = await show(ports, args, steps);
  const hashes = stepHashes(ports.dataDir, shown);
  const { task, seed, labelErrors, negatives } = args;
  const labelled = labelSession(ports, shown, { task, seed, labelErrors, negatives });
  const nearMisses: Record<string, number> = {};
  for (const { demo } of shown)
    if (demo.nearMiss !== null) nearMisses[demo.nearMiss] = (nearMisses[demo.nearMiss] ?? 0) + 1;
  const count = (label: string): number => shown.filter((one) => one.label === label).length;
  const misses = Object.values(nearMisses).reduce((sum, one) => sum + one, 0);
  const bytes = JSON.stringify({
    steps: hashes,
    said: labelled.said,
    decidedMs: shown.map(({ decidedMs }) => decidedMs),
  });
  return {
    ...{ demos: shown.length, success: count('success'), unclear: count('unclear'), nearMisses },
    failure: count('failure') - misses,
    pushed: shown.filter(({ pushed }) => pushed).length,
    ...{ labelErrors: labelled.wrong, disagreements: labelled.disagreements },
    lockedPositives: labelled.locked?.positives ?? 0,
    lockedNegatives: labelled.locked?.negatives ?? 0,
    short: labelled.short,
    benchSeconds,
    wallSeconds: (ports.clock.nowMs() - sinceMs) / 1000,
    hash: sha256(bytes),
  };
}

export function answerSynth(ports: SynthPorts): SynthAnswers {
  return {
    'demo.synth': (args) =>
      ports.jobs.run({ kind: 'session', task: args.task, what: 'the scripted operator' }, (steps) =>
        runSession(ports, args, steps),
      ),
  };
}
