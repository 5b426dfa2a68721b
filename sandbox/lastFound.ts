/** The pages of one list are asked for in turn: what the last request found is kept while its key stays the same. */
export class LastFound<Row> {
  #last: { readonly key: string; readonly rows: readonly Row[] } | undefined;

  find(key: string, look: () => readonly Row[]): readonly Row[] {
    if (this.#last?.key !== key) this.#last = { key, rows: look() };
    return this.#last.rows;
  }
}
