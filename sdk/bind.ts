import { warnOfPlainSecrets } from "./plainSecrets";
import { claimSingleton } from "./singleton";

/** What of a class its properties are made with. */
export interface Bound {
  /** The resource's key in the provider's registry. Stands in users' state. */
  readonly kind: string;
  /** The resource's name in the program. */
  readonly name: string;
  /** Every property of its class, so that each is an Output from the start, given or not. */
  readonly properties: readonly string[];
  /** The inputs that make two resources the same one thing at the vendor. */
  readonly singletonBy: readonly string[];
}

/**
 * What a resource sends to the engine: its arguments, a place for each output, and the text that leads Pulumi's
 * provider process to our handlers. The text is a constant instead of a serialised closure: it is the same under
 * every package manager and every version of Pulumi, and what stands in old state finds new code.
 */
export function bind(resource: Bound, args: Record<string, unknown>): Record<string, unknown> {
  warnOfPlainSecrets();
  const places = Object.fromEntries(resource.properties.map((property) => [property, undefined]));
  return { ...places, ...claimSingleton(resource, args), __provider: providerText(resource.kind) };
}

/** Frozen: this text stands in users' state. */
export function providerText(kind: string): string {
  return `exports.handler = () => require("pulumi-image-scan/provider").dynamic(${JSON.stringify(kind)});`;
}
