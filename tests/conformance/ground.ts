import { expect } from "chai";
import type { Properties } from "../../provider/core/wire";
import { Ground } from "../../tools/ground/ground";

/** Ends every vendor, and looks at all that was logged: nothing of it may be secret, or a mark of a defect. */
export async function stopGrounds(): Promise<void> {
  for (const ground of [...Ground.started]) {
    await ground.stop();
    fitForPeople(ground.said, ground);
    expect(ground.malformed, "requests of a form that the vendor does not know").to.deep.equal([]);
  }
}

/** Fails if `text` holds a credential, or what only a defect prints. */
export function fitForPeople(text: string, ground: Pick<Ground, "unfit">): void {
  expect(ground.unfit(text), text).to.equal(undefined);
}

/** What a failure of the vendor looks like to a person: the operation, the vendor's code and words, its request. */
export const vendorFailure = /^\w+: [\w.]+: .+ \(request [0-9a-fA-F-]{32,36}\)\.( |\n|$)/;

/** `items` the other way round, with the first of them twice. */
export function permuted<T>(items: readonly T[]): T[] {
  return [...[...items].reverse(), ...items.slice(0, 1)];
}

/** `properties` without `names`. */
export function without(properties: Properties, ...names: string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** `value` with every list in it the other way round, and its first element twice. */
export function deepPermuted(value: Properties): Properties {
  const other = (item: unknown): unknown => {
    if (Array.isArray(item)) return permuted(item);
    return item !== null && typeof item === "object" ? deepPermuted(item as Properties) : item;
  };
  return without(
    Object.fromEntries(Object.entries(value).map(([name, item]) => [name, other(item)])),
    ...Object.keys(value).filter((name) => value[name] === undefined && name !== "images"),
  );
}
