/** One trial opened: its videos, its attempts, its files, and where every number came from. */
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import type { TrialDetail as Detail } from '../../../main/base/api/contract.ts';
import { toBenchError } from '../../../main/base/model/errors.ts';
import type { AttemptRecord, Provenance, TrialRow } from '../../../main/base/model/trial.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { capital } from '../../parts/words.ts';
import { linkTo } from '../../store/address.ts';
import { inBenchOrder } from '../../store/cameraMoment.ts';
import { reasonWords } from '../../store/trialFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { RecordFiles } from './recordFiles.tsx';

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly detail: Detail }
  | { readonly kind: 'failed'; readonly message: string };

function useDetail(id: string): Loaded {
  const deck = useDeck();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    let current = true;
    setLoaded({ kind: 'loading' });
    deck.showTrial(id).then(
      (detail) => {
        if (current) setLoaded({ kind: 'shown', detail });
      },
      (thrown: unknown) => {
        if (current) setLoaded({ kind: 'failed', message: toBenchError(thrown).message });
      },
    );
    return () => {
      current = false;
    };
  }, [deck, id]);
  return loaded;
}

const endedWords: Readonly<Record<AttemptRecord['ended'], string>> = {
  done: 'policy said done',
  timeout: 'time was up',
  fault: 'a fault ended it',
};

/** Each opens the playback where the attempt begins. */
function Attempts({ attempts }: { readonly attempts: readonly AttemptRecord[] }): ReactElement {
  if (attempts.length === 0) return <p className="note">It ended before its first attempt.</p>;
  return (
    <ol className="attempt-list">
      {attempts.map((attempt) => (
        <li key={attempt.attempt}>
          <button
            type="button"
            title="Play back from here"
            onClick={() => useWindow.setState({ playing: { atS: null, attempt: attempt.attempt } })}
          >
            <span className="number">{attempt.attempt}</span>
            <Mark state={attempt.verdict} />
            <span>{attempt.verdict}</span>
            <span className="note">{endedWords[attempt.ended]}</span>
            <span className="number">
              {((attempt.endMs - attempt.startMs) / 1000).toFixed(1)} s
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="fact-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const short = (hash: string): ReactElement => <span title={hash}>{hash.slice(0, 16)}</span>;

function provenanceFacts(row: TrialRow, from: Provenance | null): [string, ReactNode][] {
  const facts: [string, ReactNode][] = [
    ['run', row.batchId],
    ['trial of run', row.index + 1],
    ['seed', row.seed],
    ['steps', row.stepHash === '' ? 'none' : short(row.stepHash)],
  ];
  if (from === null) return facts;
  const start = Object.entries(from.startState).map(([key, value]) => `${key} ${value.toFixed(3)}`);
  facts.push(
    ['policy', short(from.policyHash)],
    ['policy commit', from.policyCommit === null ? 'none' : short(from.policyCommit)],
    ['judge', short(from.judgeHash)],
    ['reset', short(from.resetHash)],
    ['task', `${from.task} ${from.taskVersion}`],
    ['start', start.join(', ') || 'not recorded'],
    ['bench', from.benchId],
    ['calibration', short(from.calibrationHash)],
    ['scene settings', short(from.settingsHash)],
    ['programs in', from.isolation === 'bubblewrap' ? 'bubblewrap' : 'no jail'],
    ['software', from.softwareVersion],
  );
  return facts;
}

const film = '.mp4';

function Videos({ detail }: { readonly detail: Detail }): ReactElement | null {
  const deck = useDeck();
  const bench = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const roles = Object.keys(detail.verdict?.files ?? {})
    .filter((name) => name.endsWith(film))
    .map((name) => name.slice(0, -film.length));
  if (roles.length === 0) return <p className="note">No video: it ended before it was written.</p>;
  return (
    <div className="videos">
      {inBenchOrder(roles, bench.split(' ')).map((role) => (
        <figure key={role}>
          <figcaption>{capital(role)}</figcaption>
          <video
            controls
            muted
            preload="metadata"
            aria-label={`${role} camera of trial ${detail.row.id}`}
            src={deck.videoUrl(detail.row.id, `${role}${film}`) ?? undefined}
          />
        </figure>
      ))}
    </div>
  );
}

function Actions({ detail }: { readonly detail: Detail }): ReactElement {
  const deck = useDeck();
  const [copied, setCopied] = useState<'path' | 'link' | null>(null);
  const copy = async (what: 'path' | 'link', text: string): Promise<void> => {
    if (await deck.copy(text)) setCopied(what);
  };
  const { id } = detail.row;
  return (
    <div className="copies">
      <ActionButton
        kind="primary"
        keyCap="Enter"
        onPress={() => useWindow.setState({ playing: { atS: null } })}
      >
        Play back
      </ActionButton>
      <ActionButton onPress={() => void copy('link', linkTo(id))}>
        {copied === 'link' ? 'Link copied' : 'Copy link'}
      </ActionButton>
      <ActionButton onPress={() => void deck.revealTrial(id)}>Open folder</ActionButton>
      <ActionButton onPress={() => void copy('path', detail.dir)}>
        {copied === 'path' ? 'Path copied' : 'Copy path'}
      </ActionButton>
    </div>
  );
}

export function TrialDetail({ id }: { readonly id: string }): ReactElement {
  const loaded = useDetail(id);
  const detail = loaded.kind === 'shown' ? loaded.detail : null;
  return (
    <aside className="panel trial-detail" aria-label={`Trial ${id}`}>
      <header className="panel-head">
        {detail !== null && <Mark state={detail.row.outcome} />}
        <h2 className="number">{id}</h2>
        <span className="facts">
          <button
            type="button"
            className="link"
            onClick={() => useWindow.setState({ selected: null })}
          >
            Close
          </button>
        </span>
      </header>
      <div className="panel-body">
        {loaded.kind === 'failed' && <p>This trial cannot be shown: {loaded.message}.</p>}
        {detail !== null && (
          <>
            <p className="detail-outcome">
              <strong>{detail.row.outcome}</strong>
              {detail.row.reason !== null && `: ${reasonWords(detail.row.reason)}`}
            </p>
            {(detail.verdict?.why ?? '') !== '' && (
              <p className="note detail-why">What voided it: {detail.verdict?.why}</p>
            )}
            <Actions detail={detail} />
            <Videos detail={detail} />
            <h3>Attempts</h3>
            <Attempts attempts={detail.verdict?.attempts ?? []} />
            <h3>Files</h3>
            <RecordFiles detail={detail} />
            <h3>Where it comes from</h3>
            <Facts facts={provenanceFacts(detail.row, detail.provenance ?? null)} />
          </>
        )}
      </div>
    </aside>
  );
}
