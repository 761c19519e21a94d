/** The likeliest word a person meant, or none: edit distance with swapped neighbours, at most a third off. */

function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const turned = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const turn = turned ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(swap, turn, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

export function nearest(word: string, choices: readonly string[]): string | null {
  const short = word.slice(0, 60);
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const choice of choices) {
    const apart = choice.startsWith(short) && short.length >= 2 ? 1 : distance(short, choice);
    if (apart < bestDistance) {
      best = choice;
      bestDistance = apart;
    }
  }
  const allowed = Math.max(1, Math.round((best?.length ?? 0) / 3));
  return bestDistance <= allowed ? best : null;
}
