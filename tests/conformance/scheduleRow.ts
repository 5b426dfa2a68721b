import type { Properties } from "../../provider/core/wire";
import type { VendorOptions } from "../../tools/ground/clouds";
import type { ScheduleVendor } from "../../tools/ground/vendor";
import type { Reading } from "./taskRow";

/** What the life cycle of a schedule is tried with: one row for each resource. */
export interface ScheduleRow {
  readonly kind: string;
  start(options?: VendorOptions): Promise<ScheduleVendor>;
  /** The vendor's operations: what writes where nothing is, and over what is there. */
  readonly read: string;
  readonly write: string;
  readonly rewrite: string;
  /** What takes one away, at a vendor where there may be none; elsewhere it is switched off. */
  readonly remove?: string;
  /** A program's arguments. */
  readonly program: Properties;
  /** For each input that the vendor holds: another value, with what must go for it. */
  readonly changes: Readonly<Record<string, Properties>>;
  /** Three other values of `everyDays`, the second and the third of which may be one. */
  readonly otherDays: readonly [number, number, number];
  /** A change of another input than `edit("one field")` makes. */
  readonly another: Properties;
  /** The field of the setting that says whether it is on. */
  readonly switch: string;
  /** Of `changes`, the one that is furthest from `program`. */
  readonly furthest: string;
  /** A field of the setting that `edit("theirs")` makes, as the vendor holds it. */
  readonly found: { readonly name: string; readonly value: unknown };
  /** Which inputs that setting shows otherwise, and how some of them are told. */
  readonly theirs: readonly string[];
  readonly differing: readonly string[];
  /** The input that `edit("one field")` changes, and its value then. */
  readonly edited: { readonly name: string; readonly value: unknown };
  readonly required: readonly string[];
  /** How often a write is refused before the refusal is believed. @default 1 */
  readonly refusals?: number;
  readonly replaces: readonly string[];
  readonly sets: readonly Properties[];
  readonly unknowns: (unknown: string) => readonly Properties[];
  /** Readings under each of which a schedule must have its whole life, and be given back. */
  readonly readings: readonly Reading[];
  /** A setting in one spelling: what is given back is as the vendor told it. */
  spelt(setting: unknown): unknown;
}
