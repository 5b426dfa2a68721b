import type { JsonObject } from "../json";
import { INTEGER, type Parameters } from "./parameters";
import { invalid } from "./vendorError";

/** What a request for a page carries. */
export const PAGE_REQUEST = { CurrentPage: INTEGER, PageSize: INTEGER };

const DEFAULT_SIZE = 20;

interface Page {
  readonly from: number;
  readonly to: number;
  readonly CurrentPage: number;
  readonly PageSize: number;
}

/** Which rows are on the page that is asked for. A size beyond the vendor's is cut to it without a word. */
export function askedPage(parameters: Parameters, maxPageSize: number, defaultSize = DEFAULT_SIZE): Page {
  const CurrentPage = parameters.integer("CurrentPage") ?? 1;
  const asked = parameters.integer("PageSize") ?? defaultSize;
  if (CurrentPage < 1) throw invalid("CurrentPage");
  if (asked < 1) throw invalid("PageSize");
  const PageSize = Math.min(asked, maxPageSize);
  return { from: (CurrentPage - 1) * PageSize, to: CurrentPage * PageSize, CurrentPage, PageSize };
}

/** One page of these rows under this name, with its PageInfo. */
export function pageAs<Row>(
  name: string,
  rows: readonly Row[],
  { from, to, CurrentPage, PageSize }: Page,
  show: (row: Row) => JsonObject,
): JsonObject {
  const shown = rows.slice(from, to).map(show);
  return {
    PageInfo: { Count: shown.length, CurrentPage, PageSize, TotalCount: rows.length },
    [name]: shown,
  };
}
