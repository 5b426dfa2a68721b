/** What a command could not do, in words for the person who ran it: printed without a stack. */
export class Failure extends Error {
  override name = "Failure";

  /** @param exitCode 1: it failed. 2: it was asked for wrongly. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
