/**
 * A job of the core from the command line: started, followed by its topic, and waited for however long it takes, because a
 * call is limited and a job is not. A signal ends it.
 */
import type { StateTopics } from '../../base/api/topics.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { CoreClient } from './coreClient.ts';
import { reachAny } from './reachCore.ts';
import type { EndSignal, VerbCall } from './verb.ts';

/** Topics that tell of one job after the other. */
type JobTopic = 'exchange' | 'author' | 'resetAuthor' | 'nightExport';
type JobView<N extends JobTopic> = NonNullable<StateTopics[N]>;

export interface Job<N extends JobTopic, Report> {
  readonly topic: N;
  readonly start: (client: CoreClient) => Promise<Report>;
  /** Ends it early. */
  readonly cancel: (client: CoreClient) => Promise<unknown>;
  /** Hears each view of this job. */
  readonly tell: (view: JobView<N>) => void;
}

export interface RacedJob<Report extends object> {
  /** @throws BenchError `timeout` when the call ended before the job. */
  readonly start: (client: CoreClient) => Promise<Report>;
  /** Ends it early. */
  readonly cancel: (client: CoreClient) => Promise<unknown>;
  /** Hears of it until `signal` says that it is over; gives its end, for when it is longer than a call. */
  readonly follow: (client: CoreClient, signal: AbortSignal) => Promise<Report>;
}

/** A signal that comes ends the job. @throws BenchError as the core told it. */
export async function raceJob<Report extends object>(
  call: VerbCall,
  { start, cancel, follow }: RacedJob<Report>,
): Promise<Report | EndSignal> {
  const { promise: ended, resolve: endBy } = Promise.withResolvers<EndSignal>();
  using _end = call.terminal.onEnd((why) => endBy(why));
  const reached = await Promise.race([reachAny(call), ended]);
  if (typeof reached === 'string') return reached;
  await using core = reached;
  const { client } = core;
  const over = new AbortController();
  const followed = follow(client, over.signal);
  followed.catch(() => undefined);
  const answer = start(client).catch((thrown: unknown) => {
    if (thrown instanceof BenchError && thrown.code === 'timeout') return followed;
    throw thrown;
  });
  answer.catch(() => undefined);
  try {
    const result = await Promise.race([answer, ended, client.lost]);
    if (typeof result === 'string') await cancel(client).catch(() => undefined);
    return result;
  } finally {
    over.abort();
  }
}

/** By a topic that tells of one job after the other. @throws BenchError as the core told it, also by the topic. */
export function runJob<N extends JobTopic, Report extends NonNullable<JobView<N>['report']>>(
  call: VerbCall,
  { topic, start, cancel, tell }: Job<N, Report>,
): Promise<Report | EndSignal> {
  const follow = (client: CoreClient): Promise<Report> => {
    const over = Promise.withResolvers<Report>();
    let mine: number | null = null;
    client.onState(topic, (told) => {
      const view = told as JobView<N> | null;
      if (view === null) return;
      if (view.state === 'running') mine ??= view.id;
      if (view.id !== mine) return;
      tell(view);
      if (view.state === 'done' && view.report !== null) over.resolve(view.report as Report);
      else if (view.state === 'stopped') over.reject(new BenchError('cancelled', view.why));
      else if (view.state !== 'running') over.reject(new BenchError('internal', view.why));
    });
    return over.promise;
  };
  return raceJob(call, { start, cancel, follow });
}
