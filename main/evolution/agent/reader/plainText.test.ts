/** HTML as people would read it, whatever it is, in linear time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../../../../test/lib/fuzzRuns.ts';
import { htmlToText } from './plainText.ts';

describe('plain text of HTML', () => {
  it('reads as a page does', () => {
    const page = `<!DOCTYPE html><html><head><TITLE>On &lt;b&gt;
      things</TITLE><style>p { a: "</b>" }</style><script>if (a<b) "</p>"</SCRIPT></head>
      <body><h1>One</h1><p class="a>b">First   <b>bold</b>, second&#39;s &amp; &#x3b1; &nosuch; &#0;</p>
      <!-- <p>hidden</p> --><ul><li>a<li> b</ul><table><tr><td>1</td><td>2</td></tr></table>
      <pre>  x = 1
    y</pre>a < b<br/>c</body></html>`;
    expect(htmlToText(page)).toEqual({
      title: 'On <b> things',
      text: [
        'One',
        '',
        "First bold, second's & α &nosuch; &#0;",
        '',
        '- a',
        '- b',
        '',
        '1\t2',
        '',
        '  x = 1',
        '    y',
        'a < b',
        'c',
      ].join('\n'),
    });
  });

  it('holds nothing that a terminal obeys', () => {
    const { text } = htmlToText('a\u001b[31mb&#27;]0;x\u0007&#x9b;c\u202ed\u2028e');
    expect(text).toBe('a[31mb]0;xcd e');
  });

  it('a letter that grows in lower case does not move what follows', () => {
    expect(htmlToText('İİİ<script>x</script>after').text).toBe('İİİafter');
  });

  it.each(['<', '<a', '<a "', '<!--', '<script>', '</', '<p', '&#;', '<title>x', ''])(
    'what is cut off is no error: %s',
    (html) => expect(() => htmlToText(html)).not.toThrow(),
  );

  it('any text is text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '<p>',
        '</p>',
        '<pre>',
        '<!--',
        '-->',
        '<script>',
        '&lt;',
        '\n',
      ),
      fc.string({ unit: 'binary', maxLength: 10 }),
    );
    const run = (pieces: readonly string[]): void => {
      const { text, title } = htmlToText(pieces.join(''));
      expect(`${title}${text}`).not.toMatch(/[\p{Cc}--[\n\t]]/v);
    };
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), run), fuzzRuns(300));
  });

  it.each(['<', '<a ', '<a "', '&', ' ', '<!-', '<pre> ', '<td>', '&#1', '\n '])(
    'two megabytes of "%s" are read like any page',
    (part) => {
      expect(htmlToText(part.repeat(2_000_000 / part.length)).title).toBe('');
    },
  );
});
