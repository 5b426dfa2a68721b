import { readReference } from "./reference";

/** Images that stay out, as references in which `*` stands for any run of characters. */
export class Leave {
  readonly #patterns: readonly { readonly written: string; readonly form: RegExp }[];
  /** Those that have matched no image so far. */
  readonly #unmatched: Set<string>;

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((written) => ({ written, form: formOf(written) }));
    this.#unmatched = new Set(patterns);
  }

  has(image: string): boolean {
    const matching = this.#patterns.filter(({ form }) => form.test(image) || form.test(withTag(image)));
    for (const { written } of matching) this.#unmatched.delete(written);
    return matching.length > 0;
  }

  /** What is wrong with the patterns themselves, once all images have been seen. */
  get faults(): string[] {
    return [...this.#unmatched].map((one) => `leave: ${JSON.stringify(one)} matches no image`);
  }
}

function formOf(pattern: string): RegExp {
  const literals = pattern.split("*").map((literal) => literal.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`);
}

/** An image as it is meant where it has neither a tag nor a digest. */
function withTag(image: string): string {
  const { repository, tag, digest } = readReference(image) ?? {};
  return repository === undefined || digest !== undefined ? image : `${repository}:${tag}`;
}
