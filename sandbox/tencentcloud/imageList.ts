import type { Uint64 } from "../json";
import { LastFound } from "../lastFound";
import { ASSET_FILTERS, type AssetFilter, type Filters, keptBy } from "./filters";
import { type Fields, STRING, UINT64 } from "./parameters";
import { invalidValue } from "./vendorError";

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
  Filters: ASSET_FILTERS,
  By: STRING,
  Order: STRING,
};

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** Conditions that a request names outside its filters. */
type Conditions<Image> = Readonly<Record<string, (image: Image) => boolean>>;

/** A list that is filtered, sorted and read page by page. Filters are AND-ed, the values of each OR-ed. */
export class ImageList<Image> {
  readonly #last = new LastFound<Image>();

  constructor(
    private readonly images: { readonly version: number; list(): Image[] },
    private readonly filters: Filters<Image>,
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

  #found(request: PageRequest, also: Conditions<Image>): readonly Image[] {
    const { Filters = [], By, Order } = request;
    const key = JSON.stringify([this.images.version, Filters, By, Order, Object.keys(also)]);
    return this.#last.find(key, () => {
      const kept = [keptBy(Filters, this.filters), ...Object.values(also)];
      const found = this.images.list().filter((image) => kept.every((keeps) => keeps(image)));
      this.#sort(found, By, Order);
      return found;
    });
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
