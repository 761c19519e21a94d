/**
 * Versions as columns on the same clips, newest on the right; the one that is looked at is brought out. What a newer one
 * lost or won against the one before it is known once they have been compared.
 */
import type { ReactElement, ReactNode } from 'react';
import type { ClipScores, JudgeVersion } from '../../../main/base/model/judge.ts';
import { useDeck } from '../../actions/deck.ts';
import {
  chooseVersion,
  comparedIds,
  compareJudges,
  openMistake,
} from '../../actions/judgeLooks.ts';
import { Mark } from '../../parts/mark.tsx';
import { clipNumber } from '../../store/clipBook.ts';
import { compareBlocked, gateOf, shownVersion, versionWord } from '../../store/judgeFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { between, byWords, ms, percent, rateWords } from './judgeWords.ts';

interface Column {
  readonly version: JudgeVersion;
  /** On the clips that are not locked; null: never judged by it. */
  readonly scores: ClipScores | null;
  /** Null: not compared, or nothing came before it. */
  readonly lost: readonly string[] | null;
  readonly won: readonly string[] | null;
}

function useColumns(): readonly Column[] {
  const versions = useWindow((state) => state.judge?.versions);
  const compared = useWindow(({ judgeDesk }) => judgeDesk.compared);
  const ids = comparedIds();
  const report =
    compared.kind === 'there' && compared.of === ids.join(' ') ? compared.report : null;
  return (versions ?? []).slice(-ids.length).map((version, at): Column => {
    const line = report?.judges.find(({ judge }) => judge === version.id);
    const first = at === 0 || line === undefined;
    return {
      version,
      scores: line?.scores ?? version.tried?.scores ?? null,
      lost: first ? null : line.lost,
      won: first ? null : line.won,
    };
  });
}

function Row(props: {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly shown: string | null;
  cell(column: Column): ReactNode;
}): ReactElement {
  return (
    <tr>
      <th scope="row">{props.name}</th>
      {props.columns.map((column) => (
        <td
          key={column.version.id}
          className="number"
          data-shown={column.version.id === props.shown}
        >
          {props.cell(column) ?? '–'}
        </td>
      ))}
    </tr>
  );
}

function Head({ columns, shown }: { readonly columns: readonly Column[]; shown: string | null }) {
  const inForce = useWindow((state) => state.judge?.inForce ?? null);
  return (
    <tr>
      <th scope="col">
        <span className="unseen">Figure</span>
      </th>
      {columns.map(({ version }) => {
        const gate = gateOf(version);
        const more = version.id === inForce ? 'in force' : byWords(version);
        return (
          <th key={version.id} scope="col" data-shown={version.id === shown}>
            <button
              type="button"
              className="version-head"
              aria-pressed={version.id === shown}
              title={version.words}
              onClick={() => chooseVersion(version.id)}
            >
              <span className="number">
                {gate !== 'not-measured' && <Mark state={gate === 'met' ? 'passed' : 'failed'} />}{' '}
                <b>{versionWord(version.id)}</b>
              </span>
              <span className="version-by">{more}</span>
            </button>
          </th>
        );
      })}
    </tr>
  );
}

/** Lost clips can be opened where the judge that lost them is the one that is shown. */
function Changed({ ids, opens }: { readonly ids: readonly string[] | null; opens: boolean }) {
  if (ids === null) return <>–</>;
  const [first] = ids;
  if (first === undefined || !opens) return <>{ids.length}</>;
  return (
    <button
      type="button"
      className="link number"
      title={`Clips ${ids.slice(0, 8).map(clipNumber).join(', ')}`}
      onClick={() => openMistake(first)}
    >
      {ids.length}, open
    </button>
  );
}

function sameCount(columns: readonly Column[], of: (scores: ClipScores) => number): string {
  const counts = new Set(columns.flatMap(({ scores }) => (scores === null ? [] : [of(scores)])));
  return counts.size === 1 ? ` ${[...counts][0]}` : '';
}

export function VersionsPanel(): ReactElement | null {
  const deck = useDeck();
  const columns = useColumns();
  const shown = useWindow((state) => shownVersion(state)?.id ?? null);
  const blocked = useWindow((state) => compareBlocked(state));
  const compared = useWindow(({ judgeDesk }) => judgeDesk.compared);
  if (columns.length === 0) return null;
  const asking = compared.kind === 'asking';
  const row = (name: string, cell: (column: Column) => ReactNode): ReactElement => (
    <Row name={name} columns={columns} shown={shown} cell={cell} />
  );
  const negatives = sameCount(columns, (scores) => scores.negatives);
  const positives = sameCount(columns, (scores) => scores.positives);
  return (
    <section className="panel versions-panel" aria-label="Versions">
      <header className="panel-head">
        <h2>Versions</h2>
        <span className="note">
          {compared.kind === 'failed' ? compared.message : 'on the same clips, none of them locked'}
        </span>
        <span className="facts">
          {columns.length > 1 && (
            <button
              type="button"
              className="link"
              aria-disabled={asking || blocked !== null}
              title={blocked ?? undefined}
              onClick={() => {
                if (!asking && blocked === null) void compareJudges(deck);
              }}
            >
              {asking ? 'Comparing…' : 'Compare'}
            </button>
          )}
        </span>
      </header>
      <div className="versions-scroll">
        <table>
          <thead>
            <Head columns={columns} shown={shown} />
          </thead>
          <tbody>
            {row(`False positives${negatives === '' ? '' : ` of${negatives}`}`, ({ scores }) => {
              return scores?.fp;
            })}
            {row('at most (95 %)', ({ scores }) => scores && percent(scores.fprUpper95))}
            {row(`Recall${positives === '' ? '' : `, n =${positives}`}`, ({ scores }) => {
              return scores && rateWords(scores.recall);
            })}
            {row('between (95 %)', ({ scores }) => scores && between(scores.recall))}
            {row('Flips, most', ({ scores }) => scores?.flipsMax)}
            {row('Locked: false positives', ({ version: { locked } }) => {
              return locked && `${locked.scores.fp} of ${locked.scores.negatives}`;
            })}
            {row('Locked: recall', ({ version: { locked } }) => {
              return locked && rateWords(locked.scores.recall);
            })}
            {row('p99', ({ version: { locked } }) => locked && `${ms(locked.latency.p99)} ms`)}
            {columns.length > 1 &&
              row('Lost to the one before', ({ lost, version }) => (
                <Changed ids={lost} opens={version.id === shown} />
              ))}
            {columns.length > 1 && row('Won from it', ({ won }) => won?.length)}
          </tbody>
        </table>
      </div>
    </section>
  );
}
