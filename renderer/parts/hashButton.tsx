/** The beginning of a hash; pressed, the whole of it is copied. */
import { type ReactElement, useState } from 'react';
import { useDeck } from '../actions/deck.ts';

export function HashButton(props: {
  /** What it is the hash of. */
  readonly of: string;
  readonly hash: string;
}): ReactElement {
  const deck = useDeck();
  const [copied, setCopied] = useState(false);
  const short = props.hash.slice(0, 12);
  return (
    <button
      type="button"
      className="hash-button number"
      title={copied ? 'Copied' : `${props.hash}, press to copy`}
      aria-label={`${short}: copy the hash of ${props.of}`}
      onClick={() => void deck.copy(props.hash).then(setCopied)}
    >
      {short}
    </button>
  );
}
