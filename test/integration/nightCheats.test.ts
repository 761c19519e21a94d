/**
 * An agent whose policies cheat in the trial itself, in a night of Touch on the real core in bench time: they stall, press
 * a joint against what gives no way, die after they acted, and keep notes between trials. None of it counts for more than a
 * plain failure would, and each trial stands in the ledger.
 */
import { describe, expect, it } from 'vitest';
import type { CoreApi } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { CampaignTree, IdeaNode } from '../../main/base/model/campaign.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { screenOf } from '../lib/agentUnderTest.ts';
import { never, openTestCore, until } from '../lib/coreUnderTest.ts';
import { nightRows, startScriptNight } from '../lib/nightUnderTest.ts';

const limitMs = 600_000;

/** A policy that does so in each attempt; `first`, `arm` and `pad` are known to it. */
const policy = (body: string): string => `
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createArm } from 'nightbench/sdk/motion.ts';
import { readSuccessRule } from 'nightbench/sdk/pose.ts';
import { serveProgram } from 'nightbench/sdk/program.ts';
import { createRng } from 'nightbench/sdk/rng.ts';
import { playScripts } from 'nightbench/sdk/script.ts';
import { sweep } from './sweep.ts';
const limits = { joint: { speed: 2.4, acceleration: 14 }, tip: { speed: 0.5, acceleration: 4 }, maxTiltRad: 0.35 };
const say = (words: string): void => void process.stderr.write(words + '\\n');
let player: any = null;
serveProgram({
  onStart({ success, rateHz, randomSeed }) {
    const { goal: pad } = readSuccessRule(success);
    const rng = createRng(randomSeed);
    const sweepNow = (first: any) => sweep(first, { rateHz, pad, rng });
    player = playScripts(async function* (first: any) {
      const arm = createArm(rateHz, first, limits);
      ${body}
    });
  },
  onObserve: async (observed) => await player.onObserve(observed),
});
`;

/** Words of a shell script: an idea on version 0 whose policy does so, asked for until its screen is over. */
const idea = (name: string, body: string): string =>
  'test -n "$v0" || v0=$(git rev-parse HEAD); git rm -rq policy; git checkout -q $v0 -- policy; ' +
  'git commit -qm "Back" --allow-empty; ' +
  `bench idea start "${name}" "all of it"; cat > policy/policy.ts <<'PROGRAM'\n${policy(body)}\nPROGRAM\n` +
  `git add -A; git commit -qm "${name}"; ` +
  'for i in 1 2 3 4 5 6 7 8; do ' +
  `r=$(bench trial start --key "${name}-$i" | grep -o "req-[0-9]*" | head -1); bench trial wait $r; ` +
  'bench log $r --part policy 2>&1 | grep "^notes:"; done; bench idea finish "it is better"; ';

const notes = `
      const tmp = process.env.TMPDIR ?? '/tmp';
      const places = ['/tmp', '/var/tmp', '/dev/shm', tmp, process.env.HOME ?? '/root', '.', import.meta.dirname,
        process.env.XDG_CACHE_HOME ?? '/cache', '/run'];
      let kept = 0;
      const found: string[] = [];
      for (const place of new Set(places)) {
        try { found.push(...readdirSync(place).filter((name) => name.startsWith('my-notes'))); } catch {}
        try {
          mkdirSync(place + '/my-notes', { recursive: true });
          writeFileSync(place + '/my-notes/trial.txt', 'the sweep of this trial');
          kept++;
        } catch {}
      }
      say('notes: found ' + found.length + ' of earlier trials, kept in ' + kept + ' places');
      return yield* sweepNow(first);`;
const stalls = `
      for (;;) first = yield { type: 'wait' };`;
const dies = `
      yield* arm.go({ xM: pad.xM - 0.06, yM: pad.yM, zM: 0.08 });
      process.exit(0);`;
/** Down on the knob, on and on. */
const presses = `
      yield* arm.go({ xM: pad.xM, yM: pad.yM, zM: 0.075 });
      yield* arm.line({ xM: pad.xM, yM: pad.yM, zM: 0.006 }, { speed: 0.3, acceleration: 2 });
      for (;;) yield { type: 'wait' };`;

async function runNight(api: CoreApi, trials: number, script: string) {
  const nightId = await startScriptNight(api, trials, script);
  await until(api, 'night', (now) => now !== null && now.state !== 'running');
  const said = await screenOf(api, 'agent-0001', 1000);
  const tree = await api.call('campaign.tree', { nightId }, never);
  const rows = await nightRows(api, nightId);
  return { said, tree, rows };
}

const nodeOf = ({ nodes }: CampaignTree, name: string): IdeaNode =>
  must(
    nodes.find(({ hypothesis }) => hypothesis === name),
    name,
  );

const isInvalid = ({ outcome }: TrialRow): boolean => outcome === 'invalid';
const reasonsIn = (rows: readonly TrialRow[]) => rows.map(({ reason }) => reason);

describe('a policy that cheats', () => {
  it(
    'counts as failed where it stalls, dies or presses, and finds none of its notes',
    async () => {
      await using core = await openTestCore();
      const { said, tree, rows } = await runNight(
        core.api,
        64,
        idea('stalls', stalls) +
          idea('dies', dies) +
          idea('notes', notes) +
          idea('presses', presses),
      );
      const tested = rows.slice(20);
      const failed = { standing: 'discarded', by: 'screen', trials: { k: 0, n: 4 }, invalid: 0 };
      for (const name of ['stalls', 'dies'])
        expect(nodeOf(tree, name), said).toMatchObject({ ...failed, screen: { k: 0, n: 4 } });
      expect(reasonsIn(tested.slice(0, 4)), said).toEqual(Array(4).fill('no-command'));
      expect(reasonsIn(tested.slice(4, 8)), said).toEqual(Array(4).fill('policy-crash'));

      // No trial could write anywhere, and none found what an earlier one had tried to leave.
      const looked = [...said.matchAll(/^notes: (.*)$/gm)].map(([, words]) => words);
      expect(looked.length, said).toBeGreaterThanOrEqual(nodeOf(tree, 'notes').screen.n);
      expect(new Set(looked)).toEqual(new Set(['found 0 of earlier trials, kept in 0 places']));

      // Invalid, as it is shown, and a failure each, as it is decided by; so is the reset that it left no way to.
      const pressed = nodeOf(tree, 'presses');
      const faults = tested.filter((row) => row.acted === true && isInvalid(row));
      expect(new Set(reasonsIn(faults)), said).toEqual(new Set(['servo-fault']));
      const charged = tested.some(({ reason }) => reason === 'reset-unverified') ? 1 : 0;
      expect(pressed, said).toMatchObject({ trials: { n: 0 } });
      expect(pressed.screen).toMatchObject({ k: 0, n: faults.length + charged });
      expect(['screening', 'discarded']).toContain(pressed.standing);
      expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
    },
    limitMs,
  );
});
