/**
 * What the ledger keeps of coding agents. Who ran behind which walls, what the app accepted or refused, what was asked
 * and what came of it are facts of the app; hypotheses, expectations, notes and conclusions are the agent's claims,
 * stored with the moment they were made.
 */
import type {
  AgentBudget,
  AgentEnd,
  AgentPurpose,
  JailLevel,
  TokenCounts,
} from '../model/agent.ts';
import type { Outcome } from '../model/trial.ts';

/** What its folders had used by then of what counts against a budget; absent in older entries. */
interface Used {
  readonly tokensUsed?: number | undefined;
}

export type AgentEntry =
  | {
      readonly kind: 'agent-started';
      readonly agentId: string;
      readonly recipe: string;
      readonly name: string;
      readonly version: string | null;
      readonly tested: boolean;
      readonly task: string;
      /** Absent in entries from before judges were written by agents: `policy`. */
      readonly purpose?: AgentPurpose | undefined;
      readonly mode: 'terminal' | 'headless';
      readonly jail: JailLevel;
      /** What of the jail holds, in words. */
      readonly jailWhy: string;
      readonly acceptedBy: string | null;
      readonly budget: AgentBudget;
      readonly lockstep: boolean;
      /** Where its clone began. */
      readonly commit: string;
      readonly resumes: string | null;
    }
  | {
      readonly kind: 'agent-ended';
      readonly agentId: string;
      readonly by: AgentEnd;
      readonly why: string;
      /** Of its folders since their first session, like the two below. */
      readonly tokens: TokenCounts;
      readonly requests: number;
      readonly usd: number | null;
    }
  | (Used & {
      readonly kind: 'idea-started';
      readonly agentId: string;
      readonly ideaId: string;
      readonly task: string;
      readonly hypothesis: string;
      readonly expect: string;
      readonly parent: string | null;
    })
  | {
      readonly kind: 'idea-noted';
      readonly agentId: string;
      readonly ideaId: string;
      readonly text: string;
    }
  | (Used & {
      readonly kind: 'idea-finished';
      readonly agentId: string;
      readonly ideaId: string;
      readonly conclusion: string;
    })
  /** The app took the agent's commit and queued a trial of it. */
  | (Used & {
      readonly kind: 'trial-asked';
      readonly agentId: string;
      readonly requestId: string;
      readonly key: string | null;
      readonly ideaId: string | null;
      readonly commit: string;
      /** Git's hash of policy/ in that commit: evidence belongs to it, not to a name. */
      readonly policyTree: string;
    })
  /** A commit that may not run, and why. */
  | {
      readonly kind: 'work-refused';
      readonly agentId: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'trial-begun';
      readonly agentId: string;
      readonly requestId: string;
      readonly batchId: string;
    }
  | {
      readonly kind: 'trial-answered';
      readonly agentId: string;
      readonly requestId: string;
      readonly trialId: string | null;
      readonly outcome: Outcome | null;
      readonly why: string;
    }
  /** A judge of the agent's became a version; measuring it is another entry. */
  | {
      readonly kind: 'judge-submitted';
      readonly agentId: string;
      readonly commit: string;
      /** Git's hash of judge/ in that commit. */
      readonly judgeTree: string;
      readonly judgeId: string;
    }
  /** Resets of the agent's are about to move the arm: written before they do. */
  | {
      readonly kind: 'reset-tried';
      readonly agentId: string;
      readonly commit: string;
      /** Git's hash of reset/ in that commit. */
      readonly resetTree: string;
      readonly times: number;
    }
  /** A reset of the agent's became a version; measuring it is another entry. */
  | {
      readonly kind: 'reset-submitted';
      readonly agentId: string;
      readonly commit: string;
      readonly resetTree: string;
      readonly resetId: string;
    }
  /** A page that left the second way out. */
  | {
      readonly kind: 'page-read';
      readonly agentId: string;
      readonly url: string;
      readonly bytes: number;
    };

/** All kinds above, for looking them up. */
export const agentEntryKinds = [
  'agent-started',
  'agent-ended',
  'idea-started',
  'idea-noted',
  'idea-finished',
  'trial-asked',
  'work-refused',
  'trial-begun',
  'trial-answered',
  'judge-submitted',
  'reset-tried',
  'reset-submitted',
  'page-read',
] as const satisfies readonly AgentEntry['kind'][];
