import type { Uint64 } from "../json";
import { BOOL, type Fields, listOf, objectOf, required, STRING, UINT64 } from "./parameters";
import { invalidValue } from "./vendorError";

/** AssetFilters, in the vendor's words. */
type AssetFilter = { Name: string; Values: readonly string[]; ExactMatch?: boolean };

/** What a request for a page of a list may carry. */
export type PageRequest = {
  Limit?: Uint64;
  Offset?: Uint64;
  Filters?: readonly AssetFilter[];
  By?: string;
  Order?: string;
};

/** PageRequest's table. */
export const PAGE_REQUEST: Fields = {
  Limit: UINT64,
  Offset: UINT64,
  Filters: listOf(objectOf({ Name: required(STRING), Values: required(listOf(STRING)), ExactMatch: BOOL })),
  By: STRING,
  Order: STRING,
};

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** Whether an image meets one of a filter's values. */
export type Filter<Image> = (image: Image, value: string, exact: boolean) => boolean;

/** Compares a text field with a filter's value. */
export function textFilter<Image>(text: (image: Image) => string): Filter<Image> {
  return (image, value, exact) => (exact ? text(image) === value : text(image).includes(value));
}

/** Compares a state such as `NOT_SCAN` with its spelling in filters, `notScan`. */
export function statusFilter<Image>(status: (image: Image) => string): Filter<Image> {
  const plain = (word: string) => word.replaceAll("_", "").toLowerCase();
  return (image, value) => plain(status(image)) === plain(value);
}

/** Conditions that a request names outside its filters. */
type Conditions<Image> = Readonly<Record<string, (image: Image) => boolean>>;

/** A list that is filtered, sorted and read page by page. Filters are AND-ed, the values of each OR-ed. */
export class ImageList<Image> {
  #last: { readonly key: string; readonly found: readonly Image[] } | undefined;

  constructor(
    private readonly images: { readonly version: number; list(): Image[] },
    private readonly filters: Readonly<Record<string, Filter<Image>>>,
    private readonly sortable: Readonly<Record<string, (image: Image) => number | string>>,
  ) {}

  /** One page, and how many images there are on all of them. */
  page(request: PageRequest, also: Conditions<Image> = {}): { total: number; page: readonly Image[] } {
    const limit = Number(request.Limit ?? DEFAULT_LIMIT);
    if (limit < 1 || limit > MAX_LIMIT) throw invalidValue("Limit", limit);
    const offset = Number(request.Offset ?? 0);
    const found = this.#found(request, also);
    return { total: found.length, page: found.slice(offset, offset + limit) };
  }

  /** The pages of one list are asked for in turn: what the last request found is kept while nothing changes. */
  #found(request: PageRequest, also: Conditions<Image>): readonly Image[] {
    const { Filters = [], By, Order } = request;
    const key = JSON.stringify([this.images.version, Filters, By, Order, Object.keys(also)]);
    if (this.#last?.key !== key) {
      const kept = [...Filters.flatMap((filter) => this.#predicate(filter)), ...Object.values(also)];
      const found = this.images.list().filter((image) => kept.every((keeps) => keeps(image)));
      this.#sort(found, By, Order);
      this.#last = { key, found };
    }
    return this.#last.found;
  }

  #predicate({ Name, Values, ExactMatch = false }: AssetFilter): ((image: Image) => boolean)[] {
    const filter = Object.hasOwn(this.filters, Name) ? this.filters[Name] : undefined;
    if (!filter) throw invalidValue("Filters", Name);
    if (Values.length === 0 || Values.includes("all")) return [];
    return [(image) => Values.some((value) => filter(image, value, ExactMatch))];
  }

  #sort(found: Image[], by: string | undefined, order = "asc"): void {
    if (!["asc", "desc"].includes(order.toLowerCase())) throw invalidValue("Order", order);
    if (by === undefined) return;
    const rank = Object.hasOwn(this.sortable, by) ? this.sortable[by] : undefined;
    if (!rank) throw invalidValue("By", by);
    const sign = order.toLowerCase() === "desc" ? -1 : 1;
    found.sort((left, right) => {
      const [a, b] = [rank(left), rank(right)];
      return a === b ? 0 : a < b ? -sign : sign;
    });
  }
}
