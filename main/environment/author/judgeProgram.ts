/**
 * The judge's program as text: short enough to be read by the person who accepts it, with the reasons beside what they are
 * reasons for. What it does is in the SDK; what it learnt is in the files beside it.
 */
import { must } from '../../base/lib/assert.ts';
import type { JudgeFile } from '../../base/model/judgeFile.ts';

export interface ProgramWords {
  readonly file: JudgeFile;
  /** Ids of its parts, in the order in which they are asked. */
  readonly parts: readonly PartWords[];
  readonly reasons: readonly string[];
  readonly caveats: readonly string[];
}

export interface PartWords {
  readonly id: string;
  readonly words: string;
}

/** What opens a family's part, in the SDK's `authoredParts.ts`. */
const openers: Readonly<Record<string, string>> = {
  geometry: 'openGeometry',
  nets: 'openNetParts',
  arm: 'openArmCheck',
};

const columns = 96;

/** Words in lines of at most `columns`, each after `before`. */
function wrapped(words: string, before: string, first = before): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of words.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim().split(' ')) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = before;
      empty = true;
    }
    line += `${empty ? '' : ' '}${word}`;
    empty = false;
  }
  return [...lines, line];
}

const bullet = (words: string): string[] => wrapped(words, ' *   ', ' * - ');

function headOf({ file, reasons, caveats }: ProgramWords): string[] {
  const training = must(file.training ?? undefined);
  const learnt =
    `Learnt from ${training.clips} clips (${training.positives} successes, ${training.negatives} failures), ` +
    `seed ${training.seed}; ${training.doubted.length} more were left out because their label is doubted.`;
  return [
    '/**',
    ...wrapped(`The judge of ${file.task}, written by the built-in author. ${file.words}`, ' * '),
    ...wrapped(learnt, ' * '),
    ' *',
    ' * Why it is made like this:',
    ...reasons.flatMap(bullet),
    ...(caveats.length > 0
      ? [' *', ' * What its clips do not show:', ...caveats.flatMap(bullet)]
      : []),
    ' */',
  ];
}

function ruleWords({ cameras, fusion, dwell }: JudgeFile): string {
  const bounds = Object.entries(cameras).map(
    ([role, { threshold }]) => `${role} from ${threshold}`,
  );
  const how =
    fusion === 'all'
      ? 'every camera must see it and say so'
      : 'a camera that cannot see abstains, those that see must all say so, and one must see';
  return (
    `Success: ${bounds.join(', ')}; ${how}. Any doubt, and any picture that is missing, old, ` +
    `blank or of another size, is undecided. The bench then wants ${dwell.need} of the last ${dwell.of} frames.`
  );
}

export function judgeProgram(words: ProgramWords): string {
  const { parts, file } = words;
  const opened = parts.map(({ id }) => must(openers[id])).sort();
  return [
    ...headOf(words),
    "import { lookAt, openJudgeFolder, type ViewRule, verdictOf } from 'nightbench/sdk/authoredJudge.ts';",
    `import { ${opened.join(', ')} } from 'nightbench/sdk/authoredParts.ts';`,
    "import { serveProgram } from 'nightbench/sdk/program.ts';",
    '',
    'const folder = openJudgeFolder(import.meta.url);',
    'const { cameras, fusion, config } = folder.file;',
    '// How each picture is taken: the part of it that may be gone by, and the size it must have.',
    'const views = config.views as Readonly<Record<string, ViewRule>>;',
    ...parts.flatMap(({ id, words: says }) => [
      ...wrapped(says, '// '),
      `const ${id} = await ${must(openers[id])}(config.${id}, folder.bytes);`,
    ]),
    '',
    'serveProgram({',
    '  async onJudge(judged) {',
    '    const look = await lookAt(judged, views);',
    `    const parts = [${parts.map(({ id }) => `await ${id}.score(look.pictures, look.arm)`).join(', ')}];`,
    ...wrapped(ruleWords(file), '    // '),
    '    return verdictOf(look, parts, { cameras, fusion });',
    '  },',
    '});',
    '',
  ].join('\n');
}
