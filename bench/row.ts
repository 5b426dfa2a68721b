/** One line of the table: what we cost, beside what a user would otherwise have, in the same run. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** What it stands beside: name and value. */
  readonly beside: string;
  readonly ratio: string;
  /** What the row must show, and whether it does. */
  readonly must?: { readonly show: string; readonly holds: boolean };
}

/** A bound on what `value` is; `show` says the bound. */
export function atMost(bound: number, value: number, unit = ""): NonNullable<Row["must"]> {
  return { show: `≤ ${bound}${unit}`, holds: value <= bound };
}

export function atLeast(bound: number, value: number, unit = ""): NonNullable<Row["must"]> {
  return { show: `≥ ${bound}${unit}`, holds: value >= bound };
}

const head = ["", "ours", "beside", "ratio", "must show"];

/** The rows as a table of Markdown. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, ours, beside, ratio, must }) => [
    what,
    ours,
    beside,
    ratio,
    must ? `${must.show} ${must.holds ? "✓" : "✗"}` : "",
  ]);
  return [head, head.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`).join("\n");
}
