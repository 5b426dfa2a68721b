/** What the engine sends in place of a value that is not known before something else is created. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

/** Whether `value` is, or holds anywhere inside, something that is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === unknown) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (value !== null && typeof value === "object") {
    return Object.keys(value).some((key) => hasUnknown((value as Properties)[key]));
  }
  return false;
}

/**
 * `value` as the engine's protocol can carry it. The protocol has no `undefined`: such properties are left out.
 * Anything else it cannot carry would come back as something different, so it is refused.
 */
export function wire(value: unknown, path = "state"): unknown {
  if (isCarried(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => wire(item, `${path}[${index}]`));
  if (typeof value === "object" && value !== null && isPlain(value)) {
    const known = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(known.map(([key, item]) => [key, wire(item, `${path}.${key}`)]));
  }
  throw new TypeError(`${path} is a ${typeof value}, which the engine's protocol cannot carry`);
}

/** Whether the protocol carries `value` as it is. */
function isCarried(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isCarried);
  if (typeof value !== "object" || !isPlain(value)) return false;
  return Object.keys(value).every((key) => isCarried((value as Properties)[key]));
}

/** Whether two values that the engine's protocol can carry are the same; an absent property is `undefined`. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const left = one as Properties;
  const right = other as Properties;
  let count = 0;
  for (const key of Object.keys(left)) {
    const value = left[key];
    if (value === undefined) continue;
    count += 1;
    // Every object has a `__proto__` that is not its own.
    if (!Object.hasOwn(right, key) || !same(value, right[key])) return false;
  }
  const others = Object.keys(right);
  // With as many properties the other has no further one.
  return count === others.length || count === others.filter((key) => right[key] !== undefined).length;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** JSON with the properties of every object in order: two values that are the same give the same text. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    item !== null && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}
