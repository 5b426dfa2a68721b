/** The readings of each point that a vendor's documents leave open, the default first. */
export type Readings<Assumptions> = {
  readonly [Point in keyof Assumptions]: readonly Assumptions[Point][];
};

/** The readings asked for, and the default of every other point. Throws on a point or reading that is none. */
export function assume<Assumptions extends object>(
  readings: Readings<Assumptions>,
  asked: Partial<Assumptions>,
): Assumptions {
  const known: Readonly<Record<string, readonly string[]>> = readings as unknown as Record<string, string[]>;
  const assumed = Object.fromEntries(Object.entries(known).map(([point, [first]]) => [point, first]));
  for (const [point, reading] of Object.entries<string>(asked as Readonly<Record<string, string>>)) {
    const words = Object.hasOwn(known, point) ? known[point] : undefined;
    if (!words) throw new TypeError(`no point is called ${point}: ${Object.keys(known).join(", ")}`);
    if (!words.includes(reading)) throw new TypeError(`${point} reads ${words.join(" or ")}, not ${reading}`);
    assumed[point] = reading;
  }
  return assumed as unknown as Assumptions;
}
