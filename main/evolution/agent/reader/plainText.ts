/**
 * HTML as plain text, in one pass and linear time: blocks on lines of their own, whitespace folded but in `pre`, scripts
 * and styles left out, entities resolved, control characters gone (a terminal may show it). It knows no nesting rules and
 * runs nothing.
 */

export interface PlainText {
  /** Empty: the page has none. */
  readonly title: string;
  readonly text: string;
}

const silent = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'textarea']);
const blocks = new Set(
  (
    'address article aside blockquote body br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 ' +
    'h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead title tr ul'
  ).split(' '),
);
const cells = new Set(['td', 'th']);

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  times: '×',
  middot: '·',
  bull: '•',
  minus: '−',
  plusmn: '±',
  le: '≤',
  ge: '≥',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  theta: 'θ',
  lambda: 'λ',
  mu: 'μ',
  pi: 'π',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  omega: 'ω',
  deg: '°',
  copy: '©',
};

function codePoint(value: number, otherwise: string): string {
  const surrogate = value >= 0xd800 && value <= 0xdfff;
  return value > 0 && value <= 0x10ffff && !surrogate ? String.fromCodePoint(value) : otherwise;
}

function resolveEntities(text: string): string {
  return text.replace(/&(#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z]{2,8});/g, (all, name: string) => {
    if (name.startsWith('#x') || name.startsWith('#X')) {
      return codePoint(Number.parseInt(name.slice(2), 16), all);
    }
    if (name.startsWith('#')) return codePoint(Number(name.slice(1)), all);
    return Object.hasOwn(entities, name) ? (entities[name] ?? all) : all;
  });
}

/** Keeps tabs and line ends; takes out what would turn text around as well. */
export const withoutControls = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, (ch) =>
      ch === '\n' || ch === '\t' ? ch : '',
    );

/** As long as before, which `toLowerCase` does not promise. */
const lowerCase = (text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());

/** Where a tag ends (behind its `>`); quotes in it may hold one. */
function endOfTag(html: string, from: number): number {
  let quote = '';
  for (let at = from; at < html.length; at++) {
    const ch = html[at] as string;
    if (quote !== '') {
      if (ch === quote) quote = '';
    } else if (ch === '"' || ch === "'") quote = ch;
    else if (ch === '>') return at + 1;
  }
  return html.length;
}

/** Behind the end of what is not shown: a comment, a declaration, the content of a script. */
function endOf(html: string, lower: string, mark: string, from: number): number {
  const at = lower.indexOf(mark, from);
  return at === -1 ? html.length : at + mark.length;
}

function createPage() {
  let title = '';
  let inTitle = false;
  let pre = 0;
  const out: string[] = [];
  return {
    text(raw: string) {
      const text = resolveEntities(raw);
      if (inTitle) title += text;
      else if (pre > 0) out.push(text);
      else {
        const folded = text.replace(/\s+/g, ' ');
        const begins = /(?:^|\n|\n- )$/.test(out.at(-1) ?? '');
        const shown = begins ? folded.trimStart() : folded;
        if (shown !== '') out.push(shown);
      }
    },
    tag(name: string, closing: boolean) {
      if (name === 'title') inTitle = !closing;
      if (name === 'pre') pre = Math.max(0, pre + (closing ? -1 : 1));
      if (cells.has(name)) {
        if (closing) out.push('\t');
      } else if (name === 'li' && !closing) out.push('\n- ');
      else if (/^h[1-6]$/.test(name) || name === 'p') out.push('\n\n');
      else if (blocks.has(name)) out.push('\n');
    },
    finish: (): PlainText => ({
      title: withoutControls(title).replace(/\s+/g, ' ').trim().slice(0, 300),
      // Line by line: a pattern over all of it would take quadratic time on a page of spaces.
      text: withoutControls(out.join(''))
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim(),
    }),
  };
}

/** What a `<` begins: a tag's name, something that is not shown, or nothing but text. */
function opens(html: string, lower: string, open: number): string | 'hidden' | null {
  const next = html[open + 1] ?? '';
  if (next === '!' || next === '?') return 'hidden';
  const at = next === '/' ? open + 2 : open + 1;
  const first = lower.charCodeAt(at);
  if (!(first >= 0x61 && first <= 0x7a)) return next === '/' ? 'hidden' : null;
  return /^[a-z0-9-]+/.exec(lower.slice(at, at + 40))?.[0] ?? null;
}

export function htmlToText(html: string): PlainText {
  const lower = lowerCase(html);
  const page = createPage();
  let shown = 0;
  let open = html.indexOf('<');
  while (open !== -1) {
    const name = opens(html, lower, open);
    let at = open + 1;
    if (name !== null) {
      if (open > shown) page.text(html.slice(shown, open));
      const comment = html.startsWith('<!--', open);
      at = comment ? endOf(html, lower, '-->', open + 4) : endOfTag(html, open);
      const closing = html[open + 1] === '/';
      if (!closing && silent.has(name)) at = endOfTag(html, endOf(html, lower, `</${name}`, at));
      else if (name !== 'hidden') page.tag(name, closing);
      shown = at;
    }
    open = html.indexOf('<', at);
  }
  page.text(html.slice(shown));
  return page.finish();
}
