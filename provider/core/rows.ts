import { ScanError } from "./errors";

/** One page of a list, and how many rows the list has. */
export interface RowPage<R> {
  readonly rows: readonly R[];
  readonly total: number;
}

/** More pages than any list has: one that is said to have more, or grows for as long as it is read, is none. */
const mostPages = 10_000;

/**
 * The rows of a list, a page at a time, as they are wanted. `page` is given how many rows came before, and the page's
 * number from 1. A list that ends before it said it would, or tells the same page again, is an error: what is missing
 * could be what matters.
 */
export async function* rowsOf<R>(
  page: (offset: number, number: number) => Promise<RowPage<R>>,
): AsyncGenerator<R> {
  let before = "";
  for (let offset = 0, number = 1, total = 1; offset < total; number += 1) {
    const { rows, total: said } = await page(offset, number);
    total = said;
    const told = JSON.stringify(rows, (_, value: unknown) =>
      typeof value === "bigint" ? `${value}` : value,
    );
    const isOver = rows.length === 0 || told === before || number > mostPages;
    if (isOver && offset < total) throw cutShort(offset, total);
    before = told;
    yield* rows;
    offset += rows.length;
  }
}

function cutShort(found: number, total: number): ScanError {
  return new ScanError({
    kind: "Unavailable",
    action: "list",
    text: `a list said to have ${total} rows ended after ${found}`,
    remedy: "Run the update again.",
    mayHaveActed: false,
  });
}

/**
 * Every row of a list: the first page tells how long a page is, and the others are asked for side by side. `page` is
 * given how many rows come before, and the page's number from 1.
 */
export async function everyRow<R>(
  page: (offset: number, number: number) => Promise<RowPage<R>>,
): Promise<R[]> {
  const first = await page(0, 1);
  const size = first.rows.length;
  const pages = size === 0 ? 1 : Math.ceil(first.total / size);
  if (pages > mostPages) throw endless(first.total, size);
  const rest = await Promise.all(
    Array.from({ length: Math.max(0, pages - 1) }, (_, index) => page((index + 1) * size, index + 2)),
  );
  return [first, ...rest].flatMap(({ rows }) => rows);
}

function endless(total: number, size: number): ScanError {
  return new ScanError({
    kind: "Unknown",
    action: "list",
    text: `a list is said to have ${total} rows, ${size} to a page: that is no list which can be read`,
    remedy: "See in the vendor's console whether it is out of order, and run the update again.",
    mayHaveActed: false,
  });
}

/**
 * Of a row what is read of it, and nothing else: a vendor may write fifty fields to each, and of a list of a hundred
 * thousand all of them stay in memory.
 */
export function only<R extends object>(fields: { readonly [F in keyof Required<R>]: true }): (row: R) => R {
  const names = Object.keys(fields) as (keyof R)[];
  return (row) => {
    const kept: Partial<R> = {};
    for (const name of names) if (row[name] !== undefined) kept[name] = row[name];
    return kept as R;
  };
}
