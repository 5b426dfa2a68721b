import { madeUpHash } from "../madeUp";

/** A digest that `of` alone decides. */
export function madeUpDigest(of: string): string {
  return `sha256:${madeUpHash(of)}`;
}

/** An id in the form of a UUID that `of` alone decides. */
export function madeUpUuid(of: string): string {
  return madeUpHash(of).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
}

/** A project's id: 32 hexadecimal digits. */
export function madeUpProjectId(of: string): string {
  return madeUpHash(of).slice(0, 32);
}
