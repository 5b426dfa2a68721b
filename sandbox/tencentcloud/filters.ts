import { BOOL, listOf, objectOf, required, STRING } from "./parameters";
import { invalidValue } from "./vendorError";

/** AssetFilters, in the vendor's words. */
export type AssetFilter = { Name: string; Values: readonly string[]; ExactMatch?: boolean };

/** A list of AssetFilters in a request. */
export const ASSET_FILTERS = listOf(
  objectOf({ Name: required(STRING), Values: required(listOf(STRING)), ExactMatch: BOOL }),
);

/** Whether an image meets one of a filter's values. */
type Filter<Image> = (image: Image, value: string, exact: boolean) => boolean;

/** Compares a text field with a filter's value. */
export function textFilter<Image>(text: (image: Image) => string): Filter<Image> {
  return (image, value, exact) => (exact ? text(image) === value : text(image).includes(value));
}

/** Compares a state such as `NOT_SCAN` with its spelling in filters, `notScan`. */
export function statusFilter<Image>(status: (image: Image) => string): Filter<Image> {
  const plain = (word: string) => word.replaceAll("_", "").toLowerCase();
  return (image, value) => plain(status(image)) === plain(value);
}

/** The filters that a list knows. */
export type Filters<Image> = Readonly<Record<string, Filter<Image>>>;

/** Whether an image meets every one of these filters, any value of each being enough. */
export function keptBy<Image>(
  asked: readonly AssetFilter[],
  known: Filters<Image>,
): (image: Image) => boolean {
  const predicates = asked.flatMap((filter) => predicateOf(filter, known));
  return (image) => predicates.every((keeps) => keeps(image));
}

function predicateOf<Image>(
  { Name, Values, ExactMatch = false }: AssetFilter,
  known: Filters<Image>,
): ((image: Image) => boolean)[] {
  const filter = Object.hasOwn(known, Name) ? known[Name] : undefined;
  if (!filter) throw invalidValue("Filters", Name);
  if (Values.length === 0 || Values.includes("all")) return [];
  return [(image) => Values.some((value) => filter(image, value, ExactMatch))];
}
