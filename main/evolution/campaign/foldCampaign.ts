/**
 * A campaign as its ledger entries tell it, one after the other: the rule's own state (`improvement/evidence`), what each
 * policy is called and where it came from, its trials, what was decided when, and which draw comes next. The same entries
 * give the same campaign, live and after any crash. It decides nothing itself and reads no clock.
 */
import type { CampaignView, StripTrial } from '../../base/model/campaign.ts';
import type { MetricName } from '../../base/model/decisionRule.ts';
import { type Outcome, outcomeOf, type TrialRow } from '../../base/model/trial.ts';
import { type CampaignEntry, campaignEntryKinds } from '../../base/wire/campaignEntry.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { type Stepped, step } from '../../improvement/evidence/campaign.ts';
import {
  type Campaign,
  type CampaignRule,
  createCampaign,
  type Decision,
  type TrialPurpose,
} from '../../improvement/evidence/campaignState.ts';
import { noRow, rowAfter } from '../../rollout/night/countNight.ts';

/** A policy that the campaign knows, by its first name. */
export interface KnownPolicy {
  readonly policyHash: string;
  /** Null of a version 0 that is the task's own working copy. */
  readonly commit: string | null;
  readonly parentHash: string | null;
  readonly agentId: string | null;
  readonly ideaId: string | null;
  readonly wallTime: string;
}

export interface Decided {
  readonly decision: Decision;
  /** Of the entry after which it fell. */
  readonly seq: number;
  readonly wallTime: string;
  readonly championHash: string;
}

/** A trial of a campaign; `row` is null until it ended. */
export interface CampaignTrial {
  readonly id: string;
  readonly policyHash: string;
  readonly draw: number;
  readonly purpose: TrialPurpose;
  /** Of a duel: which of its pairs. */
  readonly pair: number | null;
  readonly row: TrialRow | null;
}

/** The champion's honest counts after a trial of its own. */
export interface RatePoint {
  readonly wallTime: string;
  readonly spent: number;
  readonly policyHash: string;
  readonly k: number;
  readonly n: number;
}

export interface CampaignFold {
  readonly sealHash: string;
  /** Null before version 0 ran for the first time. */
  readonly campaign: Campaign | null;
  readonly policies: ReadonlyMap<string, KnownPolicy>;
  readonly decided: readonly Decided[];
  /** So many of them are written down, the oldest. */
  readonly said: number;
  /** Finished trials, oldest first, the newest 160. */
  readonly strip: readonly StripTrial[];
  /** That began and did not end. */
  readonly running: CampaignView['running'];
  /** Oldest first. */
  readonly points: readonly RatePoint[];
  /** Oldest first. */
  trialsOf(policyHash: string): readonly CampaignTrial[];
  /** What ended with its core is run again from its own draw. */
  readonly againDraw: number | null;
  /** Of the first leg of a pair whose second one is still to come. */
  readonly legDraw: number | null;
  readonly nextIndex: number;
  /** Fresh: no trial of the campaign began from it. */
  readonly nextDraw: number;
  /** Trials that used the budget: asked for by somebody, and not ended by the core's own end. */
  readonly spent: number;
  /** Bench seconds of trials since an agent last handed something in or had a trial of its own: so long it could think. */
  readonly quietSeconds: number;
  /** Of the champion since it became one, in this night: successes in a row now, invalid trials left out. */
  readonly streak: number;
  /** The success that the champion's row began with; null: there is no row. */
  readonly rowFrom: string | null;
  apply(told: ToldEntry): void;
}

/** How an entry reads that may change a campaign. */
export interface ToldEntry {
  readonly seq: number;
  readonly wallTime: string;
  readonly body: LedgerBody;
}

const purposes = {
  measure: 'first',
  screen: 'screen',
  duel: 'pair',
  block: 'confirm',
  fill: 'fill',
} as const;

const stripLength = 160;
const kinds: ReadonlySet<string> = new Set(campaignEntryKinds);
const isCampaignEntry = (body: LedgerBody): body is CampaignEntry => kinds.has(body.kind);

/** Success by the metric that the contract names: at once, or within the attempts. */
export function outcomeBy(
  metric: MetricName,
  row: Pick<TrialRow, 'outcome' | 'reason' | 'attempts'>,
): Outcome {
  const isLate = row.outcome === 'success' && row.attempts !== 1 && metric === 'pass-1';
  return isLate ? { kind: 'failure', reason: 'not-reached' } : outcomeOf(row);
}

/** Withdrawn while it ran: it counts for nothing any more. */
function isWanted({ screening, run, champion }: Campaign, tree: string, purpose: TrialPurpose) {
  if (purpose === 'screen') return screening?.tree === tree;
  if (purpose === 'pair') return run !== null && (run.head === tree || champion.tree === tree);
  return champion.tree === tree;
}

export function createCampaignFold(
  sealHash: string,
  { rule, metric }: { readonly rule: CampaignRule; readonly metric: MetricName },
): CampaignFold {
  const policies = new Map<string, KnownPolicy>();
  const trials = new Map<string, CampaignTrial[]>();
  const open = new Map<string, CampaignTrial>();
  const decided: Decided[] = [];
  const strip: StripTrial[] = [];
  const points: RatePoint[] = [];
  let campaign: Campaign | null = null;
  let againDraw: number | null = null;
  let legDraw: number | null = null;
  let [nextIndex, nextDraw, spent, quietSeconds, said] = [0, 0, 0, 0, 0];
  let inARow = noRow;

  const settle = (stepped: Stepped, { seq, wallTime }: ToldEntry): void => {
    const before = campaign?.champion;
    campaign = stepped.campaign;
    const championHash = campaign.champion.tree;
    if (before?.tree !== championHash) inARow = noRow;
    const { k, n } = campaign.champion.honest;
    if (before?.honest !== campaign.champion.honest)
      points.push({ wallTime, spent, policyHash: championHash, k, n });
    for (const decision of stepped.decisions)
      decided.push({ decision, seq, wallTime, championHash });
  };
  const know = (policy: KnownPolicy): void => {
    if (!policies.has(policy.policyHash)) policies.set(policy.policyHash, policy);
  };
  const whatFor = ({ policyHash, purpose, pair }: CampaignTrial) => ({
    ...{ purpose, pair, ideaId: policies.get(policyHash)?.ideaId ?? null },
    side: policyHash === campaign?.champion.tree ? ('champion' as const) : ('head' as const),
  });
  const began = (
    { provenance, id }: Extract<LedgerBody, { kind: 'trial-started' }>,
    wallTime: string,
  ): void => {
    if (provenance.sealHash !== sealHash) return;
    const { part, policyHash, policyCommit, trialIndex, draw = trialIndex } = provenance;
    nextIndex = Math.max(nextIndex, trialIndex + 1);
    nextDraw = Math.max(nextDraw, draw + 1);
    if (part === undefined) return;
    const origin = { parentHash: null, agentId: null, ideaId: null, wallTime };
    know({ policyHash, commit: policyCommit, ...origin });
    campaign ??= createCampaign(rule, policyHash);
    const { pair = null } = part;
    open.set(id, { id, policyHash, draw, purpose: purposes[part.kind], pair, row: null });
    againDraw = null;
  };
  const end = (row: TrialRow, told: ToldEntry): void => {
    const trial = open.get(row.id);
    if (trial === undefined || campaign === null) return;
    open.delete(row.id);
    const { policyHash: tree, purpose, draw } = trial;
    const own = trials.get(tree) ?? [];
    trials.set(tree, own);
    own.push({ ...trial, row });
    strip.push({ index: row.index, outcome: row.outcome, ...whatFor(trial) });
    if (strip.length > stripLength) strip.shift();
    const outcome = outcomeBy(metric, row);
    const isAborted = outcome.kind === 'invalid' && outcome.reason === 'aborted';
    const isFill = purpose === 'fill' || purpose === 'confirm';
    if (purpose === 'screen') quietSeconds = 0;
    else if (!isAborted) quietSeconds += row.benchSeconds;
    if (!isFill && !isAborted) spent++;
    againDraw = isAborted ? draw : null;
    if (tree === campaign.champion.tree) inARow = rowAfter(inARow, row.id, outcome.kind);
    if (isWanted(campaign, tree, purpose)) {
      const { acted = true } = row;
      settle(step(campaign, { kind: 'trial', purpose, tree, outcome, acted }), told);
    }
    legDraw = campaign.run?.leg == null ? null : draw;
  };
  const say = (body: CampaignEntry, told: ToldEntry): void => {
    if (body.sealHash !== sealHash || campaign === null) return;
    switch (body.kind) {
      case 'campaign-idea': {
        const { policyHash: tree, parentHash, commit, agentId, ideaId, requestId } = body;
        know({ policyHash: tree, commit, parentHash, agentId, ideaId, wallTime: told.wallTime });
        const id = `${agentId}/${requestId}`;
        quietSeconds = 0;
        settle(step(campaign, { kind: 'idea', id, tree, parent: parentHash }), told);
        return;
      }
      case 'campaign-withdrawn': {
        const id = `${body.agentId}/${body.requestId}`;
        settle(step(campaign, { kind: 'withdrawn', id }), told);
        return;
      }
      case 'campaign-supply':
        settle(step(campaign, { kind: 'supply', supply: body.supply }), told);
        return;
      case 'campaign-decided':
        said++;
        return;
      default:
    }
  };
  return {
    sealHash,
    policies,
    decided,
    strip,
    points,
    trialsOf: (policyHash) => trials.get(policyHash) ?? [],
    get campaign() {
      return campaign;
    },
    get said() {
      return said;
    },
    get againDraw() {
      return againDraw;
    },
    get legDraw() {
      return legDraw;
    },
    get nextIndex() {
      return nextIndex;
    },
    get nextDraw() {
      return nextDraw;
    },
    get spent() {
      return spent;
    },
    get running() {
      const [trial] = open.values();
      return trial === undefined ? null : { trialId: trial.id, ...whatFor(trial) };
    },
    get streak() {
      return inARow.streak;
    },
    get rowFrom() {
      return inARow.rowFrom;
    },
    get quietSeconds() {
      return quietSeconds;
    },
    apply(told) {
      const { body } = told;
      // A row is of one night: it is kept as one film.
      if (body.kind === 'night-started' && body.sealHash === sealHash) inARow = noRow;
      else if (body.kind === 'trial-started') began(body, told.wallTime);
      else if (body.kind === 'trial-finished' || body.kind === 'trial-aborted') end(body.row, told);
      else if (isCampaignEntry(body)) say(body, told);
    },
  };
}
