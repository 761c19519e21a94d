/**
 * What the model gateway promises to the rest of the house. All model traffic of agents goes through it: it meters, keeps
 * the real keys, and is the only way out of a jail. A line belongs to one agent; its socket is the agent's identity. The
 * gateway stores no body and knows neither tasks nor trials.
 */
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import type { StateTopic } from '../../../base/lib/topic.ts';
import type {
  AgentBudget,
  AgentMeter,
  ModelProtocol,
  UsageRecord,
} from '../../../base/model/agent.ts';

export interface GatewayPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** JSON file that the lab edits; made with what we know where it is missing. See `priceTable.ts`. */
  readonly pricesPath: string;
  /** Mode 0700; a short path, because the name of a socket has at most 107 bytes. */
  readonly runtimeDir: string;
}

/**
 * Who answers a protocol. `baseUrl` is what programs call it: for Anthropic and Gemini the part before `/v1` or `/v1beta`,
 * for OpenAI's protocols a host alone or everything before `/responses` and `/chat/completions`.
 */
export interface Upstream {
  readonly protocol: ModelProtocol;
  readonly baseUrl: string;
  readonly auth: UpstreamAuth;
}

/** `key`: the agent shows its line's token, the gateway the key. `pass-through`: the agent's own login goes upstream. */
export type UpstreamAuth =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'pass-through' };

export type BudgetBound = 'tokens' | 'usd';

export interface LineOptions {
  readonly agentId: string;
  /** At most one per protocol. */
  readonly upstreams: readonly Upstream[];
  readonly budget: Pick<AgentBudget, BudgetBound>;
  /** What the session that it goes on with has used. */
  readonly before: readonly UsageRecord[];
  /** Once per request to a model, when it is over. */
  readonly onUsage: (record: UsageRecord) => void;
  /** Once, after the goodbye in the agent's protocol and the first plain refusal: who opened the line ends the agent. */
  readonly onSpent: (which: BudgetBound) => void;
}

export interface GatewayLine extends AsyncDisposable {
  /** What the agent shows as its key. */
  readonly token: string;
  /** Mode 0666 in a 0700 folder: whoever has it mounted may speak, nobody else gets there. */
  readonly socketPath: string;
  /** The same line by TCP, for jails that cannot mount a socket: "http://127.0.0.1:PORT/line/TOKEN". */
  readonly tcpUrl: string;
  readonly meter: StateTopic<AgentMeter>;
  /** Ends the budget now: the next request gets the goodbye. */
  spend(which: BudgetBound): void;
}

export interface Gateway extends AsyncDisposable {
  readonly port: number;
  /** @throws BenchError `bad-input` (two upstreams of one protocol, no URL), `storage` (the socket's folder). */
  openLine(options: LineOptions): Promise<GatewayLine>;
  /** A request through its own door to an upstream of its own: did the answer and the count come back? */
  selfTest(): Promise<boolean>;
}
