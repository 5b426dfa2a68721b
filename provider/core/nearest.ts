/** The candidates closest in spelling to `word`, best first; those too far off to be meant are left out. */
export function nearest(word: string, candidates: Iterable<string>, most = 1): string[] {
  const limit = Math.max(2, Math.floor(word.length / 3));
  const close: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    const distance = edits(word.toLowerCase(), candidate.toLowerCase(), limit);
    if (distance <= limit) close.push({ candidate, distance });
  }
  close.sort((one, other) => one.distance - other.distance || (one.candidate < other.candidate ? -1 : 1));
  return close.slice(0, most).map(({ candidate }) => candidate);
}

/** How many letters must be inserted, removed or replaced to make `one` of `other`; past `limit`, just more. */
function edits(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= one.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= other.length; column += 1) {
      const replace = (row[column - 1] ?? 0) + (one[line - 1] === other[column - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > limit) return limit + 1;
    row = next;
  }
  return row[other.length] ?? 0;
}
