/**
 * What an idea changed in the policy, line by line. Told apart by sign and tone, not by hue: green and red mean success and
 * failure here. Bounded: a person reads the first lines, a script asks for the whole.
 */
import type { ReactElement } from 'react';

const most = 600;
/** The core tells no more of it. */
const toldChars = 200_000;

export type DiffKind = 'added' | 'removed' | 'place' | 'file' | 'same';

export interface DiffLine {
  readonly kind: DiffKind;
  readonly words: string;
}

/** Lines of a unified diff. Its own lines before a hunk tell which file it is. */
export function diffLines(diff: string): readonly DiffLine[] {
  const lines = diff.split('\n');
  if (lines.at(-1) === '') lines.pop();
  let inHunk = false;
  return lines.map((words): DiffLine => {
    if (words.startsWith('diff ')) inHunk = false;
    if (words.startsWith('@@')) {
      inHunk = true;
      return { kind: 'place', words };
    }
    if (!inHunk) return { kind: 'file', words };
    if (words.startsWith('+')) return { kind: 'added', words };
    return { kind: words.startsWith('-') ? 'removed' : 'same', words };
  });
}

export function IdeaDiff({ diff }: { readonly diff: string }): ReactElement {
  const lines = diffLines(diff);
  if (lines.length === 0) return <p className="note">It changes nothing of the policy.</p>;
  const count = (kind: DiffKind): number => lines.filter((line) => line.kind === kind).length;
  return (
    <>
      <p className="note">
        {count('added')} lines added, {count('removed')} removed
        {lines.length > most && `; the first ${most} of ${lines.length} lines are shown`}
        {diff.length >= toldChars && '; it goes on beyond what is told here'}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by arrow keys */}
      <section className="idea-diff" tabIndex={0} aria-label="What it changed">
        <pre>
          {lines.slice(0, most).map(({ kind, words }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <span key={at} data-kind={kind}>
              {words === '' ? ' ' : words}
            </span>
          ))}
        </pre>
      </section>
    </>
  );
}
