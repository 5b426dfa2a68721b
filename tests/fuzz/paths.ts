import type { CheckFailure } from "../../provider/core/resource";
import type { Properties } from "../../provider/core/wire";

/** Where a failure may lead: to anything that was given, as a path is written, to the inputs there are, and to several of them. */
export class Places {
  private readonly given = new Set<string>();

  constructor(news: Properties, inputs: readonly string[]) {
    for (const [name, value] of Object.entries(news)) this.add(name, value);
    for (const input of inputs) this.given.add(input);
  }

  /** Whether a person who reads the failure is led to something that is there, or that is missing. */
  lead({ property, reason }: CheckFailure): boolean {
    if (property !== "") return this.given.has(property);
    for (let end = reason.indexOf(": "); end >= 0; end = reason.indexOf(": ", end + 1))
      if (this.isPlace(reason.slice(0, end))) return true;
    return false;
  }

  private isPlace(path: string): boolean {
    if (this.given.has(path) || path.split(", ").every((one) => this.given.has(one))) return true;
    // A member that is missing stands in something that is there.
    const parent = /^(.*)\.\w+$/s.exec(path)?.[1];
    return parent !== undefined && this.given.has(parent);
  }

  private add(path: string, value: unknown): void {
    this.given.add(path);
    if (value === null || typeof value !== "object") return;
    for (const [name, item] of Object.entries(value)) {
      this.add(Array.isArray(value) ? `${path}[${name}]` : `${path}["${name}"]`, item);
      if (!Array.isArray(value)) this.add(`${path}.${name}`, item);
    }
  }
}
