/**
 * The built-in author of resets: what it does, each try on the bench with its figures, skills that were not tried or given
 * up and why, and the version that came of it. At rest it offers to begin.
 */
import { type ReactElement, useState } from 'react';
import type { ResetAttempt, ResetAuthorView } from '../../../main/base/model/resetAuthor.ts';
import { useDeck } from '../../actions/deck.ts';
import { stopResetAuthor, writeReset } from '../../actions/resetAuthorMoves.ts';
import { askAcceptReset } from '../../actions/resetMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { ClockField } from '../../parts/clockField.tsx';
import { Mark } from '../../parts/mark.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import { type NumberRule, readNumber } from '../../parts/numberText.ts';
import { ProgressBar } from '../../parts/progressBar.tsx';
import { capital } from '../../parts/words.ts';
import {
  resetAuthorRuns,
  shownAuthor,
  stopResetAuthorBlocked,
  writeResetBlocked,
} from '../../store/resetAuthorFacts.ts';
import { acceptResetBlocked, resetWord } from '../../store/resetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

const mostRule: NumberRule = { min: 3, max: 500, whole: true };

function WriteForm(): ReactElement {
  const deck = useDeck();
  const simulated = useWindow(({ bench }) => bench?.kind === 'simulated');
  const blocked = useWindow((state) => writeResetBlocked(state));
  const [most, setMost] = useState('40');
  const [clock, setClock] = useState<'real' | 'lockstep'>('lockstep');
  const many = readNumber(most, mostRule);
  const why = blocked ?? (many.ok ? null : `How many at most? ${many.why}.`);
  const act = (): void => {
    if (why === null && many.ok)
      void writeReset(deck, { resets: many.value, lockstep: simulated && clock === 'lockstep' });
  };
  return (
    <div className="reset-author-form">
      <NumberField
        label="Resets at most"
        width={140}
        rule={mostRule}
        text={most}
        change={setMost}
      />
      {simulated && <ClockField name="Clock" clock={clock} change={setClock} />}
      <ActionButton quiet blocked={why} onPress={act}>
        Let the author write one
      </ActionButton>
      {why !== null && <span className="why">{why}</span>}
    </div>
  );
}

function standingWords({ state, doing, why, report }: ResetAuthorView): ReactElement {
  if (state === 'running') return <b>{capital(doing)}</b>;
  if (state === 'stopped') return <b>Stopped: the arm holds, and nothing was kept.</b>;
  if (state === 'failed' || report === null)
    return (
      <>
        <Mark state="failed" /> <b>No reset came of it:</b> <span>{why}</span>
      </>
    );
  const met = report.gate === 'pass';
  return (
    <>
      <Mark state={met ? 'passed' : 'failed'} />{' '}
      <b>{capital(resetWord(report.reset))} is written:</b>{' '}
      <span>{met ? report.words : report.lacks.join(' ')}</span>
    </>
  );
}

function Standing({ author }: { readonly author: ResetAuthorView }): ReactElement {
  const deck = useDeck();
  const stop = useWindow((state) => stopResetAuthorBlocked(state));
  const made = author.report?.reset ?? '';
  const accept = useWindow((state) => acceptResetBlocked(state, made));
  const runs = resetAuthorRuns(author);
  const most = Math.max(1, author.most);
  return (
    <div className="author-progress">
      <div className="author-line" role="status">
        {standingWords(author)}
        <span className="author-buttons">
          {runs && (
            <ActionButton blocked={stop} onPress={() => void stopResetAuthor(deck)}>
              Stop the author
            </ActionButton>
          )}
          {made !== '' && (
            <ActionButton blocked={accept} onPress={() => askAcceptReset(deck, made)}>
              Accept {resetWord(made)}…
            </ActionButton>
          )}
        </span>
      </div>
      {runs && (
        <ProgressBar
          name="Resets of those it may do"
          done={Math.min(most, author.resets)}
          of={most}
        />
      )}
    </div>
  );
}

function AttemptRow({ attempt }: { readonly attempt: ResetAttempt }): ReactElement {
  const { number, skill, differs, n, verifiedFirst, verified, secondsMean, offM, why, kept } =
    attempt;
  return (
    <tr data-ahead={kept}>
      <td className="number">{number}</td>
      <td>{capital(skill)}</td>
      <td
        className="reset-author-words"
        title={[differs.join(', '), why].filter(Boolean).join('; ')}
      >
        {differs.join(', ')}
        {why !== '' && <span className="note"> {why}</span>}
      </td>
      <td className="number">
        {verifiedFirst} of {n}
      </td>
      <td className="number">
        {verified} of {n}
      </td>
      <td className="number">{secondsMean.toFixed(1)} s</td>
      <td className="number">{offM === null ? '–' : `${(1000 * offM).toFixed(1)} mm`}</td>
      <td>{kept ? 'kept' : ''}</td>
    </tr>
  );
}

function Attempts({ author }: { readonly author: ResetAuthorView }): ReactElement {
  if (author.attempts.length === 0)
    return <p className="note">Each try stands here, with what differs and what the bench said.</p>;
  return (
    <table className="author-tried reset-author-tried">
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">Number</span>
          </th>
          <th scope="col">Skill</th>
          <th scope="col">What differs</th>
          <th scope="col">first check</th>
          <th scope="col">within retries</th>
          <th scope="col">mean</th>
          <th scope="col">off</th>
          <th scope="col">
            <span className="unseen">Kept</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {author.attempts.toReversed().map((attempt) => (
          <AttemptRow key={attempt.number} attempt={attempt} />
        ))}
      </tbody>
    </table>
  );
}

export function AuthorPage(): ReactElement {
  const author = useWindow((state) => shownAuthor(state));
  return (
    <section className="panel reset-author" aria-label="The author">
      <header className="panel-head">
        <h2>The built-in author</h2>
        <span className="note">tries skills and figures on the bench until the numbers hold</span>
        <span className="facts number">
          {author !== null &&
            author.most > 0 &&
            `${author.resets} of at most ${author.most} resets`}
        </span>
      </header>
      <div className="reset-author-body">
        {author !== null && <Standing author={author} />}
        {!resetAuthorRuns(author) && <WriteForm />}
        {author !== null && <Attempts author={author} />}
        {author !== null && author.skipped.length > 0 && (
          <>
            <h3>Not tried, or given up</h3>
            <ul className="author-sentences">
              {author.skipped.map(({ skill, why }) => (
                <li key={`${skill} ${why}`}>
                  {capital(skill)}: {why}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
