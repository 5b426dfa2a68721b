/** What `make` makes of each item, in the order of the items; at most `most` are being made at a time. */
export async function* inParallel<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  most: number,
  make: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const item of items) {
    const one = make(item);
    // A failure is thrown when it is its turn; until then it is no unhandled one.
    one.catch(() => {});
    begun.push(one);
    if (begun.length >= most) yield await (begun.shift() as Promise<R>);
  }
  for (const one of begun) yield await one;
}
