/** Made-up output of agents' terminals, escape sequences and all, as the bytes that a core would send. */

const bold = (text: string): string => `\x1b[1m${text}\x1b[22m`;
const dim = (text: string): string => `\x1b[90m${text}\x1b[39m`;
const hue = (code: number, text: string): string => `\x1b[${code}m${text}\x1b[39m`;
const link = (url: string, text: string): string => `\x1b]8;;${url}\x1b\\${text}\x1b]8;;\x1b\\`;

const paper = link('https://arxiv.org/abs/2606.19980', 'arXiv 2606.19980');

const claude: readonly string[] = [
  `${hue(34, '●')} ${bold('Idea 17: turn by the stem end when the T is far off')}`,
  dim('  built on idea 16 (head) · borrows the contact from idea 13'),
  dim('  expect: fewer trials that end with the T turned the wrong way'),
  `${dim('$')} bench log req-0021 --summary`,
  dim('  attempt  push           s   tip path   load  ended'),
  dim('  1/8      bar, left     6.1    142 mm   21 %  not reached'),
  dim('  2/8      bar, left     5.8    137 mm    9 %  not reached'),
  dim('  3/8      stem, right   6.4    151 mm   24 %  not reached'),
  dim('  8/8      bar, centre   4.9    118 mm   17 %  not reached'),
  '',
  `${hue(34, '●')} ${bold('In attempt 2 the load falls to 9 %: the tip slips off the bar.')}`,
  `  ${bold('The stem end is the longer lever; push there first.')}`,
  `  ${dim('Pushing at a corner slips likewise in')} ${paper}${dim(', section 4.')}`,
  '',
  `${hue(34, '●')} Update(policy/planPush.ts)`,
  dim('  57   const lever = farthest(tee.ends, goal);'),
  hue(31, '  58 - const contact = tee.bar;'),
  hue(32, '  58 + const contact = offBy(tee, goal) > 0.4 ? lever : tee.bar;'),
  dim('  59   return pushAlong(contact, goal);'),
  '',
  `${dim('$')} git commit -qam "turn by the stem end when far off"`,
  `${dim('$')} bench trial start --idea idea-0017 --key i17-a`,
  dim('  req-0024 queued; wait for it'),
  `${dim('$')} bench trial wait req-0024`,
  dim('  running (attempt 2/8)'),
  '',
  `┌${'─'.repeat(58)}┐`,
  `│ > ${' '.repeat(55)}│`,
  // The cursor goes back into the box.
  `└${'─'.repeat(58)}┘\x1b[1A\x1b[5G`,
];

const codex: readonly string[] = [
  bold('>_ Codex'),
  dim('   model: scripted   directory: /clone'),
  '',
  `${hue(36, '•')} Reading program.md`,
  `${hue(36, '•')} Reading policy/planPush.ts, policy/attempt.ts`,
  dim('  └ 225 lines'),
  '',
  `${hue(36, '•')} ${bold('Thinking')}${dim(' (12 s)')}`,
  '',
];

const transcripts: Readonly<Record<string, readonly string[]>> = { 'agent-0004': codex };

export function galleryTranscript(agentId: string): Uint8Array {
  const lines = transcripts[agentId] ?? claude;
  return new TextEncoder().encode(lines.join('\r\n'));
}
