/**
 * The list before the countdown: each line with its figure, why it holds or not, and what to do. From facts alone. In bench
 * time nothing real moves and cameras are drawn: lines that concern an arm of metal pass and say so. What a person sealed
 * against the rules (`overrode`) is a warning, never a pass.
 */
import type { AgentProbe, JailLevel } from '../../base/model/agent.ts';
import type { Envelope } from '../../base/model/arm.ts';
import type { DriftView } from '../../base/model/judge.ts';
import { type MakersNote, makersSentence } from '../../base/model/makers.ts';
import type { PreflightLine } from '../../base/model/night.ts';
import { type ResetMeasure, resetGate, resetLacks } from '../../base/model/reset.ts';
import type { CampaignBudget, SealCard } from '../../base/model/seal.ts';
import { secondWords } from '../../base/model/secondWords.ts';
import { bytesInWords, type Finding } from '../../bench/check/finding.ts';

export interface PreflightFacts {
  readonly task: string;
  /** `none`, or the recipe of a coding agent. */
  readonly agent: string;
  /** What could be started here; null: nobody looked, or nobody can tell. */
  readonly probe: AgentProbe | null;
  readonly lockstep: boolean;
  readonly nowWallTime: string;
  /** The newest of the task, hashed again; null: there is none. */
  readonly seal: SealCard | null;
  /** What of the sealed judge's gate is not met; null: nobody can tell. */
  readonly judgeWhy: readonly string[] | null;
  /** Where judge or reset was not measured here: what its makers did. */
  readonly makers: {
    readonly judge?: MakersNote | undefined;
    readonly reset?: MakersNote | undefined;
  };
  readonly drift: DriftView | null;
  /** Of the sealed reset; null: it was never measured. */
  readonly reset: ResetMeasure | null;
  /** The bench check's line of the stop. */
  readonly stop: Finding;
  readonly bench: Envelope;
  /** Hottest servo; null where no arm answers. */
  readonly hottest: { readonly joint: string; readonly temperatureC: number } | null;
  readonly disk: DiskFacts;
  /** The sealed one, narrowed; null without a seal. */
  readonly budget: CampaignBudget | null;
  readonly isolation: JailLevel;
}

export interface DiskFacts {
  readonly freeBytes: number;
  /** Bytes of a trial's record and its bench seconds, each the mean of so many recorded ones; 0: an estimate. */
  readonly trialBytes: number;
  readonly trialSeconds: number;
  readonly measured: number;
}

type Said = Omit<PreflightLine, 'id' | 'name'>;
const pass = (words: string): Said => ({ state: 'pass', words, remedy: '' });
const warn = (words: string, remedy = ''): Said => ({ state: 'warn', words, remedy });
const fail = (words: string, remedy: string): Said => ({ state: 'fail', words, remedy });
/** Whose figures they are, where they are not this folder's. */
const byMakers = (note: MakersNote | undefined): string =>
  note?.counts === true ? ` ${makersSentence(note)}` : '';

const noSeal = fail('There is no contract to hold it to.', 'Seal the task first.');
const create = 'bench seal create --task TASK --operator NAME';
/** The same remedy as what is typed; of a line that passes there is none. */
function typed({ task }: PreflightFacts, said: Said, command: string): Said {
  if (said.remedy === '') return said;
  return { ...said, command: (said === noSeal ? create : command).replace('TASK', task) };
}
/** A servo so much below the temperature at which it must rest has a night before it. */
export const coolMarginC = 10;
/** The watch looks every hour while nothing runs. */
const freshMs = 2 * 3_600_000;
/** Without an end by trials or hours, a night is this long. */
const nightHours = 10;
const hourS = 3600;

/** A rule that does not hold: a warning where a person sealed all the same. */
function orOverrode(facts: PreflightFacts, words: string, remedy: string): Said {
  const overrode = facts.seal?.overrode ?? null;
  if (overrode === null) return fail(words, remedy);
  const why = `Sealed all the same by ${facts.seal?.signedBy}: ${overrode.replace(/\.?$/, '.')}`;
  return warn(`${words} ${why}`, remedy);
}

function sealLine({ seal }: PreflightFacts): Said {
  if (seal === null)
    return fail('Nothing was sealed for this task yet.', 'Seal it: the step Seal.');
  const who = `${seal.hash.slice(0, 12)}, signed by ${seal.signedBy}`;
  if (seal.problem !== null)
    return fail(`${who}: ${seal.problem}.`, 'Put back what was sealed, or seal anew.');
  return pass(`${who}. Every file it names has its hash.`);
}

function judgeLine(facts: PreflightFacts): Said {
  if (facts.seal === null) return noSeal;
  if (facts.judgeWhy?.length === 0)
    return pass(`It passed its gate on locked clips.${byMakers(facts.makers.judge)}`);
  const why = facts.judgeWhy?.join(' ') ?? 'Nobody can tell what was measured of it.';
  return orOverrode(facts, `Its gate is not met. ${why}`, 'Measure the judge on locked clips.');
}

function canaryLine({ drift, lockstep, nowWallTime, makers }: PreflightFacts): Said {
  const not = (words: string, remedy = 'Let the watch look now: the step Judge.'): Said =>
    lockstep ? warn(`${words} In bench time the cameras are drawn.`) : fail(words, remedy);
  // Only on the simulated bench: nothing of it can be knocked over night.
  if (drift === null && makers.judge?.counts === true)
    return warn(
      'No clips are here to hold the cameras against: the judge came with the task. ' +
        'The simulated bench draws its pictures.',
    );
  if (drift === null)
    return not(
      'The watch has not looked at cameras and known clips yet.',
      'Label clips that are not locked, then let the watch look: the step Judge.',
    );
  const off = drift.cameras.find(({ state }) => state !== 'as-learnt');
  if (off !== undefined) return not(`The ${off.role} camera: ${off.words}`);
  const { n, same } = drift.canaries;
  if (same < n) return not(`${n - same} of ${n} known clips get another verdict than before.`);
  const ageMs = Date.parse(nowWallTime) - Date.parse(drift.wallTime);
  const minutes = Math.round(ageMs / 60_000);
  if (!(ageMs < freshMs)) return not(`The watch looked ${minutes} minutes ago.`);
  const clips =
    n === 0 ? 'There are no known clips to ask about.' : `${same} of ${n} clips as ever.`;
  return pass(`Cameras as learnt, ${minutes} minutes ago. ${clips}`);
}

function resetLine(facts: PreflightFacts): Said {
  const { reset } = facts;
  if (facts.seal === null) return noSeal;
  const remedy = 'Measure the reset: the step Reset.';
  if (reset === null) return orOverrode(facts, 'The sealed reset was never measured.', remedy);
  const { longestRow, verified, secondsP50, spread, second } = reset;
  const figures =
    `${verified.k} of ${verified.n} verified within their retries, ${longestRow} in a row, ` +
    `half of them within ${secondsP50.toFixed(1)} s.`;
  const lacks = resetLacks(reset);
  if (lacks.includes('row'))
    return orOverrode(facts, `${figures} ${resetGate.row} in a row are asked.`, remedy);
  const [worst] = Object.entries(spread.coordinates).reduce(
    (most, each) => (each[1] > most[1] ? each : most),
    ['', 0] as [string, number],
  );
  if (lacks.includes('spread'))
    return orOverrode(facts, `${figures} Its starts are not spread as asked in ${worst}.`, remedy);
  if (second !== undefined && lacks.includes('second'))
    return orOverrode(facts, `${figures} ${secondWords(second)}`, remedy);
  return pass(`${figures}${byMakers(facts.makers.reset)}`);
}

function stopLine({ lockstep, stop }: PreflightFacts): Said {
  if (lockstep) return pass('Not asked: in bench time no arm of metal moves.');
  const words = `${stop.value}. ${stop.detail}`;
  return stop.state === 'pass' ? pass(words) : fail(words, stop.remedy);
}

const axes = ['x', 'y', 'z'] as const;

function envelopeLine({ seal, bench }: PreflightFacts): Said {
  if (seal === null) return noSeal;
  const { reset, episode } = seal.contract.envelopes;
  for (const [name, { workspaceM }] of Object.entries({ reset, episode }))
    for (const axis of axes) {
      const [inner, outer] = [workspaceM[axis], bench.workspaceM[axis]];
      if (inner.min < outer.min || inner.max > outer.max)
        return fail(
          `The ${name}'s ${axis} reaches ${inner.min} to ${inner.max} m, the bench's ` +
            `${outer.min} to ${outer.max} m.`,
          'Set the envelopes, then seal anew.',
        );
    }
  const { x, y, z } = episode.workspaceM;
  const cm = ({ min, max }: { min: number; max: number }): string => ((max - min) * 100).toFixed(0);
  return pass(`An episode has ${cm(x)} × ${cm(y)} × ${cm(z)} cm, inside the bench's.`);
}

function servoLine({ lockstep, hottest, bench }: PreflightFacts): Said {
  if (lockstep) return pass('Not asked: simulated servos stay cool.');
  if (hottest === null) return fail('No arm answers.', 'See the alerts and the bench check.');
  const { joint, temperatureC } = hottest;
  const words = `${joint} is the hottest: ${temperatureC.toFixed(0)} °C; at ${bench.temperatureRestC} °C it rests.`;
  return temperatureC <= bench.temperatureRestC - coolMarginC
    ? pass(words)
    : fail(words, 'Let the arm rest until it is cool.');
}

/** Trials that a night may have, by the tightest of its bounds. */
function mostTrials({ budget, disk, lockstep, agent }: PreflightFacts): number {
  const { trials: asked = null, robotHours = null, wallHours = null } = budget ?? {};
  // While an agent thinks in real time the champion runs on, and that uses no trials.
  const trials = agent !== 'none' && !lockstep ? null : asked;
  const inHours = (hours: number): number => Math.ceil((hours * hourS) / disk.trialSeconds);
  const bounds = [
    ...(trials === null ? [] : [trials]),
    ...(robotHours === null ? [] : [inHours(robotHours)]),
    // Bench time passes faster than the clock on the wall: its hours bound no trials.
    ...(wallHours === null || lockstep ? [] : [inHours(wallHours)]),
  ];
  return bounds.length === 0 ? inHours(nightHours) : Math.min(...bounds);
}

function diskLine(facts: PreflightFacts): Said {
  const { freeBytes, trialBytes, measured } = facts.disk;
  const trials = mostTrials(facts);
  const needs = trials * trialBytes;
  const from =
    measured === 0 ? 'an estimate, none was recorded yet' : `the mean of ${measured} recorded ones`;
  const words =
    `${bytesInWords(freeBytes)} free; up to ${trials} trials of ${bytesInWords(trialBytes)} ` +
    `(${from}) take ${bytesInWords(needs)}.`;
  return needs < freeBytes ? pass(words) : fail(words, 'Free space, or ask for fewer trials.');
}

function budgetLine({ seal, budget, agent }: PreflightFacts): Said {
  if (seal === null || budget === null) return noSeal;
  const { trials, robotHours, wallHours } = budget;
  const bounds = [
    ...(trials === null ? [] : [`${trials} trials`]),
    ...(robotHours === null ? [] : [`${robotHours} robot hours`]),
    ...(wallHours === null ? [] : [`${wallHours} hours`]),
  ];
  const { inARow } = seal.contract.target;
  if (bounds.length === 0)
    return fail(
      `Nothing ends it but ${inARow} in a row.`,
      'Say how many trials, or seal with a budget.',
    );
  const words = `${bounds.join(', ')}, or ${inARow} in a row before.`;
  return agent !== 'none' && robotHours === null && wallHours === null
    ? warn(
        `${words} Trials are those that are asked for: an agent that asks for nothing uses none.`,
        'Seal with hours too.',
      )
    : pass(words);
}

/** Why no agent may work under this contract, or this one cannot here; null: it can. */
function whyNotAgent({ agent, probe, seal }: PreflightFacts): Said | null {
  if (seal?.contract.decision.rule === 'none')
    return fail(
      'The contract lets no policy take another’s place.',
      'Seal it with a decision rule, or let the champion run alone.',
    );
  const found = probe?.agents.find(({ recipe }) => recipe === agent);
  if (probe === null) return fail('Nobody can tell which agents are there.', 'See the log.');
  if (found === undefined) return fail(`There is no agent ${agent}.`, 'Choose another one.');
  if (found.version === null && agent !== 'command')
    return fail(`${found.name} is not installed.`, found.where || found.advice);
  if (found.purposes?.includes('policy') === false)
    return fail(`${found.name} does not work on policies.`, 'Choose another one.');
  if (probe.jail === 'none')
    return fail(
      `Nothing on this machine confines an agent: ${probe.jailWhy}`,
      'Install bubblewrap; nobody is there at night to watch one.',
    );
  return null;
}

function agentLine(facts: PreflightFacts): Said {
  const { isolation, agent, probe } = facts;
  if (agent !== 'none') {
    const why = whyNotAgent(facts);
    if (why !== null) return why;
    const name = probe?.agents.find(({ recipe }) => recipe === agent)?.name ?? agent;
    const words = `${name} works on the policy, in a jail of ${probe?.jail}.`;
    return isolation === 'none'
      ? warn(`${words} Nothing but limits keeps in what it writes.`, 'Install bubblewrap.')
      : pass(words);
  }
  const walls =
    isolation === 'none'
      ? 'Nothing but limits keeps programs of the task in on this machine.'
      : `Programs of the task run in a jail of ${isolation}.`;
  const words = `No agent: the champion runs, no model is asked. ${walls}`;
  return isolation === 'none' ? warn(words, 'Install bubblewrap.') : pass(words);
}

/** In the order in which they are shown. */
export function planPreflight(facts: PreflightFacts): readonly PreflightLine[] {
  const line = (
    id: PreflightLine['id'],
    name: string,
    said: Said,
    command = create,
  ): PreflightLine => ({ id, name, ...typed(facts, said, command) });
  return [
    line('seal', 'Contract', sealLine(facts)),
    line('judge', 'Judge', judgeLine(facts), 'bench judge measure --task TASK'),
    line('canaries', 'Cameras and known clips', canaryLine(facts), 'bench judge watch --task TASK'),
    line('reset', 'Reset', resetLine(facts), 'bench reset run --task TASK --times 20'),
    line('stop', 'Stop', stopLine(facts), 'bench check --stop-test'),
    line('envelope', 'Envelope', envelopeLine(facts)),
    line('servos', 'Servos', servoLine(facts), 'bench check'),
    line('disk', 'Disk', diskLine(facts), 'bench night run --task TASK --trials N'),
    line('budget', 'Budget', budgetLine(facts), 'bench night run --task TASK --trials N'),
    line('agent', 'Agent', agentLine(facts), 'bench setup'),
  ];
}
