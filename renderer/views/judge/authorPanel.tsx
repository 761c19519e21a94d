/**
 * The built-in author: how far it is, which families it tried and what each reached out of sample, what more clips would
 * bring, whose labels it doubts. At rest it tells how the version that is looked at was made.
 */
import type { ReactElement } from 'react';
import type { JudgeVersion } from '../../../main/base/model/judge.ts';
import type { AuthorTried, AuthorView } from '../../../main/base/model/judgeWork.ts';
import { useDeck } from '../../actions/deck.ts';
import { lookAgain } from '../../actions/judgeLooks.ts';
import { stopAuthor, writeJudge } from '../../actions/judgeMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { capital } from '../../parts/words.ts';
import { clipNumber, clipOf } from '../../store/clipBook.ts';
import { shownVersion, versionWord, writeBlocked } from '../../store/judgeFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { CurvePlot } from './curvePlot.tsx';
import { byWords, leftWords, two } from './judgeWords.ts';
import { WriteForm } from './writeForm.tsx';

const goOnSeconds = 180;

function Progress({ author }: { readonly author: AuthorView }): ReactElement {
  const deck = useDeck();
  const blocked = useWindow((state) => writeBlocked(state));
  const running = author.state === 'running';
  const goOn = (): void =>
    void writeJudge(deck, { seconds: goOnSeconds, measure: false, resume: true });
  return (
    <section className="author-progress" aria-label="The author">
      <div className="author-line" role="status">
        {running && <b>{capital(author.doing)}</b>}
        {author.state === 'stopped' && <b>Stopped. What it found is kept.</b>}
        {author.state === 'failed' && (
          <>
            <Mark state="failed" /> <b>No judge came of it:</b> <span>{author.why}</span>
          </>
        )}
        {running && <span className="number">{leftWords(author.secondsLeft)}</span>}
        <span className="author-buttons">
          {running && <ActionButton onPress={() => void stopAuthor(deck)}>Stop</ActionButton>}
          {!running && author.canResume && (
            <ActionButton kind="primary" blocked={blocked} onPress={goOn}>
              Go on
            </ActionButton>
          )}
        </span>
      </div>
      <div
        className="author-bar"
        role="progressbar"
        aria-label="How far the author is"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(author.share * 100)}
      >
        <i style={{ inlineSize: `${(author.share * 100).toFixed(1)}%` }} />
      </div>
    </section>
  );
}

/** Fewest false positives first, then by recall: the order in which the author prefers them. */
const best = (tried: readonly AuthorTried[]): AuthorTried | undefined =>
  tried.toSorted((a, b) => a.fp - b.fp || b.recall - a.recall)[0];

function Families({ tried }: { readonly tried: readonly AuthorTried[] }): ReactElement | null {
  if (tried.length === 0) return null;
  const ahead = best(tried);
  return (
    <section className="author-part">
      <h3>Tried so far, out of sample</h3>
      <table className="author-tried">
        <thead>
          <tr>
            <th scope="col">Family</th>
            <th scope="col">False positives</th>
            <th scope="col">Recall</th>
          </tr>
        </thead>
        <tbody>
          {tried.map((each) => (
            <tr key={each.family} data-ahead={each === ahead}>
              <th scope="row" title={each.words}>
                {each.family}
                <span className="note"> {each.words}</span>
              </th>
              <td className="number">
                {each.fp} of {each.negatives}
              </td>
              <td className="number">
                {two(each.recall)} n={each.positives}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const doubtedShown = 8;

function Doubted(): ReactElement | null {
  const deckBook = useWindow(({ judgeDesk }) => judgeDesk.book);
  const ids = useWindow((state) => state.judge?.doubted ?? null);
  const author = useWindow((state) => state.author);
  const found = author?.doubted ?? [];
  const all = ids !== null && ids.length > 0 ? ids : found.map(({ clipId }) => clipId);
  if (all.length === 0) return null;
  return (
    <section className="author-part">
      <h3>Labels it doubts</h3>
      <p className="note">
        Clips that it did not learn from speak against their label. Look again: a wrong label costs
        more than ten right ones bring.
      </p>
      <ul className="doubted">
        {all.slice(0, doubtedShown).map((id) => {
          const known = found.find(({ clipId }) => clipId === id);
          const value = known?.label ?? clipOf(deckBook, id)?.label?.value;
          return (
            <li key={id}>
              <span className="number">{clipNumber(id)}</span>
              {(value === 'success' || value === 'failure') && (
                <span>
                  you <Mark state={value} /> {value}
                </span>
              )}
              {known !== undefined && (
                <span className="number" title="0 is sure failure, 1 sure success">
                  its score {two(known.score)}
                </span>
              )}
              <button
                type="button"
                className="link"
                aria-label={`Look again at clip ${clipNumber(id)}`}
                onClick={() => lookAgain([id])}
              >
                Look again
              </button>
            </li>
          );
        })}
      </ul>
      {all.length > 1 && (
        <span>
          <ActionButton onPress={() => lookAgain(all)}>Look again at all {all.length}</ActionButton>
        </span>
      )}
    </section>
  );
}

function Sentences({ title, lines }: { readonly title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section className="author-part">
      <h3>{title}</h3>
      <ul className="author-sentences">
        {lines.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </section>
  );
}

/** How the version that is looked at came to be. */
function Made({ version }: { readonly version: JudgeVersion }): ReactElement {
  const { training, dwell } = version;
  return (
    <>
      <section className="author-part">
        <h3>
          {versionWord(version.id)}, by {byWords(version)}
        </h3>
        <p>{version.words}</p>
        <p className="note number">
          dwell {dwell.need} of {dwell.of}
          {training !== null &&
            ` · learnt from ${training.clips} clips, ${training.positives} successes, seed ${training.seed}`}
        </p>
      </section>
      <Sentences title="Its reasons" lines={training?.reasons ?? []} />
      <Sentences title="What its clips do not show" lines={training?.caveats ?? []} />
    </>
  );
}

export function AuthorPanel(): ReactElement {
  const author = useWindow(({ author, judge }) => (author?.task === judge?.task ? author : null));
  const version = useWindow(shownVersion);
  const atWork = author !== null && author.state !== 'done';
  const curve = author?.curve ?? [];
  const caveats = author?.report?.caveats ?? [];
  const nothing = version === null && (author === null || author.state === 'done');
  return (
    <div className="author-panel">
      {nothing && <WriteForm onDone={() => undefined} />}
      {atWork && <Progress author={author} />}
      {!atWork && version !== null && <Made version={version} />}
      {author !== null && <Families tried={author.tried} />}
      {curve.length > 0 && (
        <section className="author-part">
          <h3>What more clips would bring</h3>
          <CurvePlot curve={curve} />
        </section>
      )}
      <Doubted />
      {version === null && <Sentences title="What its clips do not show" lines={caveats} />}
    </div>
  );
}
