/** Every enterprise project that the key may ask about. */
export const ALL_GRANTED = "all_granted_eps";

/** The enterprise project that is there without anyone having made one. */
export const DEFAULT_ENTERPRISE_PROJECT = "0";

/** What part of a project a request is about: one of its enterprise projects, or all that the key may see. */
export class Scope {
  /** @param granted the enterprise projects that are in it */
  constructor(readonly granted: readonly [string, ...string[]]) {}

  has({ enterpriseProject }: { readonly enterpriseProject: string }): boolean {
    return this.granted.includes(enterpriseProject);
  }

  /** The one that settings belong to of which there can be only one. */
  get first(): string {
    return this.granted[0];
  }
}
