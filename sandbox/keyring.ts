interface Held<Key, Owner> {
  readonly key: Key;
  readonly owner: Owner;
}

/** The keys of a vendor's accounts by their ids, each with whose it is. */
export class Keyring<Key, Owner> {
  readonly #held = new Map<string, Held<Key, Owner>>();

  add(id: string, key: Key, owner: Owner): void {
    if (this.#held.has(id)) throw new TypeError(`two keys have the id ${id}`);
    this.#held.set(id, { key, owner });
  }

  find(id: string): Held<Key, Owner> | undefined {
    return this.#held.get(id);
  }
}
