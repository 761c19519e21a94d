/**
 * Where the robot's time went in a night, from its ledger entries alone (docs/SCIENCE.md §7). In lockstep the time is bench
 * time and an agent's thinking counts as it was declared; in real time it is wall time, and what lies between two trials is
 * idle for the reason that the entries give. Pure.
 */

import type { Utilisation } from '../../base/model/campaign.ts';
import type { TrialPart, TrialRow } from '../../base/model/trial.ts';
import type { ToldEntry } from './foldCampaign.ts';

export interface UseFold {
  apply(told: ToldEntry): void;
  /** `nowMs`: wall clock of a night that still runs, UTC. */
  read(nowMs: number): Utilisation;
}

const isAsked = (part: TrialPart | undefined): boolean =>
  part === undefined || part.kind === 'measure' || part.kind === 'screen' || part.kind === 'duel';

interface Gap {
  readonly fromMs: number;
  readonly why: 'overhead' | 'cooling' | 'person' | 'fault';
}

export function createUseFold(nightId: string, clock: 'real' | 'lockstep'): UseFold {
  const open = new Map<string, { readonly part: TrialPart | undefined; readonly atMs: number }>();
  let [askedS, episodeS, fillS, thoughtS] = [0, 0, 0, 0];
  const idleS = { cooling: 0, overhead: 0, person: 0, fault: 0 };
  let gap: Gap | null = null;
  let isOver = false;
  const close = (atMs: number): void => {
    if (gap !== null) idleS[gap.why] += Math.max(0, atMs - gap.fromMs) / 1000;
    gap = null;
  };
  const since = (atMs: number, why: Gap['why']): void => {
    close(atMs);
    gap = { fromMs: atMs, why };
  };
  const ended = ({ id, benchSeconds, reset, reason }: TrialRow, atMs: number): void => {
    const trial = open.get(id);
    if (trial === undefined) return;
    open.delete(id);
    const wallS = Math.max(0, atMs - trial.atMs) / 1000;
    // What ended with its core is written by the next one, maybe hours later: the robot moved for as long as was recorded.
    const movedS = reason === 'aborted' ? Math.min(wallS, benchSeconds) : wallS;
    const seconds = clock === 'lockstep' ? benchSeconds : movedS;
    idleS.fault += wallS - movedS;
    if (isAsked(trial.part)) {
      askedS += seconds;
      // A reset that came to no end had no episode after it.
      episodeS += reset === undefined ? 0 : Math.max(0, benchSeconds - reset.seconds);
    } else fillS += seconds;
    since(atMs, 'overhead');
  };
  return {
    apply({ body, wallTime }) {
      const atMs = Date.parse(wallTime);
      switch (body.kind) {
        case 'night-started':
          if (body.nightId === nightId) since(atMs, 'overhead');
          return;
        case 'night-paused':
          if (body.nightId === nightId) since(atMs, body.by === null ? 'fault' : 'person');
          return;
        case 'night-resumed':
          if (body.nightId !== nightId) return;
          // Nobody had paused it: its core was gone.
          if (gap?.why === 'overhead' || gap?.why === 'cooling') gap = { ...gap, why: 'fault' };
          since(atMs, 'overhead');
          return;
        case 'night-cooling':
          if (body.nightId === nightId) since(atMs, 'cooling');
          return;
        case 'night-ended':
          if (body.nightId !== nightId) return;
          close(atMs);
          isOver = true;
          return;
        case 'trial-started':
          if (body.provenance.nightId !== nightId) return;
          close(atMs);
          open.set(body.id, { part: body.provenance.part, atMs });
          return;
        case 'trial-finished':
        case 'trial-aborted':
          ended(body.row, atMs);
          return;
        case 'campaign-thought':
          if (body.nightId === nightId) thoughtS += body.seconds;
          return;
        default:
      }
    },
    read(nowMs) {
      const openS = !isOver && gap !== null ? Math.max(0, nowMs - gap.fromMs) / 1000 : 0;
      const idle =
        clock === 'lockstep'
          ? { thinking: thoughtS, cooling: 0, overhead: 0, person: 0, fault: 0 }
          : {
              thinking: 0,
              ...idleS,
              [gap?.why ?? 'overhead']: idleS[gap?.why ?? 'overhead'] + openS,
            };
      const totalS = askedS + fillS + Object.values(idle).reduce((sum, each) => sum + each, 0);
      const share = (seconds: number): number => (totalS === 0 ? 0 : seconds / totalS);
      return {
        clock,
        totalS,
        mru: share(askedS),
        mruExec: share(episodeS),
        busyWithFill: share(askedS + fillS),
        idleS: idle,
      };
    },
  };
}
