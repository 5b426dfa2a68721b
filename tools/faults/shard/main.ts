import { recordings, type Share, toldOf, verdicts } from "../matrix";

// One process of the matrix: runs its share of the cases, and tells whoever started it of each.
process.once("message", ({ part, shard, shards }: Share) => {
  const run = async (): Promise<void> => {
    const tell = process.send?.bind(process);
    await verdicts(
      await recordings(part),
      part,
      (verdict) => void tell?.(toldOf(verdict)),
      (number) => number % shards === shard,
    );
    process.disconnect();
  };
  run().catch((failure: unknown) => {
    console.error(failure);
    process.exit(1);
  });
});
